//! What Lighthouse found, as much of its report as people act on.

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Elements that a fault names; a list of a hundred is no better.
const EXAMPLES: usize = 3;
/// What performance is made of.
const METRICS: [&str; 5] = [
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "speed-index",
    "cumulative-layout-shift",
];

#[derive(Debug)]
pub(crate) struct Report {
    categories: Vec<Category>,
    /// Milliseconds, except for the shift of the layout, which has no unit. In the order of
    /// [`METRICS`]; those that were not asked for are missing.
    pub(crate) metrics: Vec<(&'static str, f64)>,
}

#[derive(Debug)]
struct Category {
    name: String,
    /// Of 100.
    score: u32,
    /// What costs points: the audit in words, and where.
    faults: Vec<String>,
}

impl Report {
    /// Reads the categories that were asked for. A page that did not load has no scores.
    pub(super) fn read(found: &Value, categories: &[&str]) -> Result<Self> {
        if let Some(error) = found["runtimeError"]["message"].as_str() {
            bail!("the page could not be judged: {error}");
        }
        let categories =
            categories.iter().map(|name| Category::read(found, name)).collect::<Result<_>>()?;
        let metrics = METRICS
            .into_iter()
            .filter_map(|name| Some((name, found["audits"][name]["numericValue"].as_f64()?)));
        Ok(Self { categories, metrics: metrics.collect() })
    }

    pub(crate) fn score(&self, category: &str) -> u32 {
        let found = self.categories.iter().find(|found| found.name == category);
        found.map_or(0, |found| found.score)
    }

    pub(crate) fn scores_in_words(&self) -> String {
        let words = self.categories.iter().map(|it| format!("{} {}", it.name, it.score));
        words.collect::<Vec<_>>().join(", ")
    }

    /// Each category that has fewer points than `least`, and what costs it points.
    pub(super) fn below(&self, least: u32) -> Vec<String> {
        let low = self.categories.iter().filter(|category| category.score < least);
        low.map(|it| {
            let faults = it.faults.join("\n  ");
            format!("{} has {} points of 100, {least} are asked for\n  {faults}", it.name, it.score)
        })
        .collect()
    }
}

impl Category {
    fn read(found: &Value, name: &str) -> Result<Self> {
        let category = &found["categories"][name];
        let score = category["score"].as_f64().with_context(|| format!("no score of {name}"))?;
        let audits = category["auditRefs"].as_array().map(Vec::as_slice).unwrap_or_default();
        let weighed = audits.iter().filter(|audit| audit["weight"].as_f64() > Some(0.0));
        let audits = weighed.filter_map(|audit| found["audits"].get(audit["id"].as_str()?));
        let faults = audits.filter(|audit| audit["score"].as_f64().is_some_and(|it| it < 1.0));
        Ok(Self {
            name: name.to_owned(),
            score: (score * 100.0).round() as u32,
            faults: faults.map(in_words).collect(),
        })
    }
}

fn in_words(audit: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut words = format!("{} ({})", text(&audit["title"]), text(&audit["id"]));
    if let Some(value) = audit["displayValue"].as_str() {
        words += &format!(", {value}");
    }
    let items = audit["details"]["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    for item in items.iter().take(EXAMPLES) {
        // Elements by their source, everything else as it stands.
        let place = match item["node"]["snippet"].as_str() {
            Some(snippet) => snippet.to_owned(),
            None => item.to_string(),
        };
        words += &format!("\n    {place}");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found() -> Value {
        json!({
            "categories": {
                "seo": { "score": 0.914, "auditRefs": [
                    { "id": "image-alt", "weight": 1 }, { "id": "charset", "weight": 1 },
                    { "id": "hint", "weight": 0 }, { "id": "canonical", "weight": 1 },
                ] },
                "accessibility": { "score": 1, "auditRefs": [] },
            },
            "audits": {
                "image-alt": { "id": "image-alt", "title": "Images have no words", "score": 0,
                    "details": { "items": [{ "node": { "snippet": "<img>" } }] } },
                "charset": { "id": "charset", "title": "Charset", "score": 1 },
                "hint": { "id": "hint", "title": "A hint", "score": 0 },
                "canonical": { "id": "canonical", "title": "Not applicable", "score": null },
                "total-blocking-time": { "numericValue": 12.5 },
            },
        })
    }

    #[test]
    fn a_category_below_the_line_says_what_costs_it_points_and_where() {
        let report = Report::read(&found(), &["seo", "accessibility"]).unwrap();
        assert_eq!(
            report.below(95),
            [
                "seo has 91 points of 100, 95 are asked for\n  Images have no words (image-alt)\n    <img>"
            ]
        );
        assert_eq!(report.below(91), Vec::<String>::new());
        assert_eq!(report.scores_in_words(), "seo 91, accessibility 100");
        assert_eq!(report.metrics, [("total-blocking-time", 12.5)]);
    }

    #[test]
    fn a_page_that_was_not_judged_is_no_good_page() {
        assert!(Report::read(&found(), &["performance"]).is_err());
        let mut broken = found();
        broken["runtimeError"] = json!({ "code": "NO_FCP", "message": "nothing was painted" });
        assert!(Report::read(&broken, &["seo"]).is_err());
    }
}
