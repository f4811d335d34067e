//! A line chart as SVG: the axis begins at zero, and its colours read on light and dark paper.

use std::fmt::Write;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 190.0;
const TOP: f64 = 48.0;
const BOTTOM: f64 = 48.0;
/// Told apart by people who see few colours too, and on white as on black.
const COLOURS: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#b8860b", "#cc79a7", "#56b4e9"];

pub(super) struct Line {
    pub(super) name: String,
    /// A floor is drawn in dashes.
    pub(super) dashed: bool,
    pub(super) points: Vec<(f64, f64)>,
}

pub(super) struct Chart<'a> {
    pub(super) title: &'a str,
    pub(super) x: &'a str,
    pub(super) lines: Vec<Line>,
}

impl Chart<'_> {
    pub(super) fn svg(&self) -> String {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let x_most = points().map(|(x, _)| *x).fold(1.0, f64::max);
        let y_most = round_up(points().map(|(_, y)| *y).fold(0.1, f64::max));
        let x_of = |x: f64| LEFT + (WIDTH - LEFT - RIGHT) * x / x_most;
        let y_of = |y: f64| HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * y / y_most;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">\n\
             <title>{title}</title>\n\
             <style>text{{font:13px system-ui,sans-serif;fill:#333}}.grid{{stroke:#8884}}\
             .axis{{stroke:#888}}@media(prefers-color-scheme:dark){{text{{fill:#ddd}}}}</style>\n\
             <text x=\"{LEFT}\" y=\"24\" font-weight=\"600\">{title}</text>\n",
            title = escaped(self.title),
        );
        for step in 0..=4 {
            let value = y_most * f64::from(step) / 4.0;
            let y = y_of(value);
            let class = if step == 0 { "axis" } else { "grid" };
            let end = WIDTH - RIGHT;
            let _ = writeln!(
                out,
                "<line class=\"{class}\" x1=\"{LEFT}\" x2=\"{end}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{value:.1}</text>",
                LEFT - 8.0,
                y + 4.0
            );
        }
        let mut marks: Vec<f64> = points().map(|(x, _)| *x).collect();
        marks.sort_by(f64::total_cmp);
        marks.dedup();
        for x in marks {
            let _ = writeln!(
                out,
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{x}</text>",
                x_of(x),
                HEIGHT - BOTTOM + 18.0
            );
        }
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x_of(x_most / 2.0),
            HEIGHT - 10.0,
            escaped(self.x)
        );
        for (at, line) in self.lines.iter().enumerate() {
            let colour = COLOURS[at % COLOURS.len()];
            let dash = if line.dashed { " stroke-dasharray=\"5 4\"" } else { "" };
            let path: Vec<_> = line
                .points
                .iter()
                .map(|(x, y)| format!("{:.1},{:.1}", x_of(*x), y_of(*y)))
                .collect();
            let _ = writeln!(
                out,
                "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dash} points=\"{}\"/>",
                path.join(" ")
            );
            for (x, y) in &line.points {
                let (x, y) = (x_of(*x), y_of(*y));
                let _ = writeln!(
                    out,
                    "<circle fill=\"{colour}\" r=\"3\" cx=\"{x:.1}\" cy=\"{y:.1}\"/>"
                );
            }
            let y = TOP + 20.0 * at as f64;
            let x = WIDTH - RIGHT + 16.0;
            let _ = writeln!(
                out,
                "<line stroke=\"{colour}\" stroke-width=\"2\"{dash} x1=\"{x}\" x2=\"{}\" y1=\"{y}\" \
                 y2=\"{y}\"/><text x=\"{}\" y=\"{}\">{}</text>",
                x + 24.0,
                x + 30.0,
                y + 4.0,
                escaped(&line.name)
            );
        }
        out.push_str("</svg>\n");
        out
    }
}

/// The next of 1, 2, 4, 6, 8, 10 times a power of ten: quarters of it read well.
fn round_up(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    let steps = [1.0, 2.0, 4.0, 6.0, 8.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|it| *it >= value).unwrap_or(value)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_begins_at_zero_and_holds_every_point() {
        let points = vec![(100.0, 3.5), (2000.0, 3.9)];
        let line = Line { name: "a < b".into(), dashed: false, points };
        let svg = Chart { title: "cost", x: "listeners", lines: vec![line] }.svg();
        assert!(svg.contains(">0.0<") && svg.contains(">4.0<"), "{svg}");
        assert!(
            svg.contains("a &lt; b") && svg.contains("points=\"79.7,86.0 530.0,55.6\""),
            "{svg}"
        );
        assert_eq!((round_up(3.9), round_up(12.0), round_up(0.1)), (4.0, 20.0, 0.1));
    }
}
