//! `/openapi` for people: the same description that `/openapi.json` gives to programs, as a page
//! without a script.
//!
//! Pure: from the JSON of the description to HTML. What is not in the description is not on the page.

use crate::http::meta::escape;
use serde_json::Value;
use std::fmt::Write;

pub(super) const STYLE: &str = include_str!("reading.css");

const METHODS: [&str; 6] = ["get", "post", "put", "patch", "delete", "options"];

pub(super) fn page(description: &Value) -> String {
    let info = &description["info"];
    let mut html = String::from("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    let title = escape(text(&info["title"]));
    let _ = write!(html, "<title>{title}</title><style>{STYLE}</style></head><body><main>");
    let _ = write!(html, "<h1>{title} <small>{}</small></h1>", escape(text(&info["version"])));
    let _ = write!(
        html,
        "{}<p>For programs: <a href=\"/openapi.json\">/openapi.json</a>.</p>",
        paragraphs(text(&info["description"]))
    );
    operations(&mut html, description);
    words(&mut html, description);
    html.push_str("</main></body></html>");
    html
}

fn operations(html: &mut String, description: &Value) {
    let mut tag = "";
    let paths = description["paths"].as_object().into_iter().flatten();
    let mut all: Vec<(&str, &str, &str, &Value)> = paths
        .flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| {
                let operation = item.get(method)?;
                Some((text(&operation["tags"][0]), path.as_str(), *method, operation))
            })
        })
        .collect();
    all.sort_by_key(|(tag, path, method, _)| {
        (*tag, *path, METHODS.iter().position(|m| m == method))
    });
    for (of, path, method, operation) in all {
        if of != tag {
            tag = of;
            let _ = write!(html, "<h2>{}</h2>", escape(tag));
        }
        let id = escape(&format!("{method}{path}"));
        let _ = write!(
            html,
            "<section id=\"{id}\"><h3><code><b>{}</b> {}</code></h3>{}{}",
            method.to_uppercase(),
            escape(path),
            paragraphs(text(&operation["summary"])),
            paragraphs(text(&operation["description"])),
        );
        parameters(html, operation);
        body(html, "Send", &operation["requestBody"]);
        answers(html, operation);
        html.push_str("</section>");
    }
}

fn parameters(html: &mut String, operation: &Value) {
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if parameters.is_empty() {
        return;
    }
    html.push_str("<dl>");
    for parameter in parameters {
        let _ = write!(
            html,
            "<dt><code>{}</code> <small>{}</small></dt><dd>{} {}</dd>",
            escape(text(&parameter["name"])),
            escape(text(&parameter["in"])),
            shape(&parameter["schema"]),
            escape(text(&parameter["description"])),
        );
    }
    html.push_str("</dl>");
}

fn body(html: &mut String, verb: &str, body: &Value) {
    for (kind, media) in body["content"].as_object().into_iter().flatten() {
        let _ = write!(
            html,
            "<p>{verb} <code>{}</code>: {}</p>",
            escape(kind),
            shape(&media["schema"])
        );
    }
}

fn answers(html: &mut String, operation: &Value) {
    html.push_str("<dl>");
    for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
        let shapes: Vec<_> = answer["content"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(_, media)| shape(&media["schema"]))
            .collect();
        let _ = write!(
            html,
            "<dt><code>{}</code></dt><dd>{} {}</dd>",
            escape(status),
            shapes.join(" or "),
            escape(text(&answer["description"])),
        );
    }
    html.push_str("</dl>");
}

fn words(html: &mut String, description: &Value) {
    html.push_str("<h2>Words</h2>");
    for (name, schema) in description["components"]["schemas"].as_object().into_iter().flatten() {
        let name = escape(name);
        let _ = write!(html, "<section id=\"word-{name}\"><h3><code>{name}</code></h3>");
        html.push_str(&paragraphs(text(&schema["description"])));
        let properties = schema["properties"].as_object();
        match properties {
            Some(properties) => {
                html.push_str("<dl>");
                for (name, of) in properties {
                    let _ = write!(
                        html,
                        "<dt><code>{}</code></dt><dd>{} {}</dd>",
                        escape(name),
                        shape(of),
                        escape(text(&of["description"])),
                    );
                }
                html.push_str("</dl>");
            }
            None => {
                let _ = write!(html, "<p>{}</p>", shape(schema));
            }
        }
        html.push_str("</section>");
    }
}

/// A schema in a few words, with links to the words it is made of.
fn shape(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        let name = escape(name);
        return format!("<a href=\"#word-{name}\">{name}</a>");
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(of) = schema[choice].as_array() {
            let of: Vec<_> = of.iter().map(shape).collect();
            return of.join(" or ");
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values.iter().map(|value| code(&value.to_string())).collect();
        return values.join(" ");
    }
    let kinds = match schema["type"].as_array() {
        Some(kinds) => kinds.iter().map(text).collect::<Vec<_>>().join(" or "),
        None => text(&schema["type"]).to_owned(),
    };
    match kinds.as_str() {
        "array" => format!("a list of {}", shape(&schema["items"])),
        "object" => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            let of = properties.map(|(name, of)| format!("{}: {}", code(name), shape(of)));
            format!("{{ {} }}", of.collect::<Vec<_>>().join(", "))
        }
        kinds => escape(kinds),
    }
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn paragraphs(text: &str) -> String {
    let parts = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| format!("<p>{}</p>", escape(part))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_page_names_every_door_and_markup_in_a_description_stays_text() {
        let description = json!({
            "info": { "title": "Doors", "version": "1", "description": "<script>x</script>" },
            "paths": { "/api/a/{id}": {
                "get": {
                    "tags": ["things"],
                    "summary": "Look at it.",
                    "parameters": [{ "name": "id", "in": "path", "schema": { "type": "string" } }],
                    "responses": { "200": { "description": "Here.", "content": {
                        "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } }
                    } } }
                },
                "delete": { "tags": ["things"], "responses": { "204": { "description": "" } } }
            } },
            "components": { "schemas": { "Thing": { "type": "object", "properties": {
                "name": { "type": ["string", "null"], "description": "What it is called." }
            } } } }
        });
        let page = page(&description);
        assert!(page.contains("<code><b>GET</b> /api/a/{id}</code>"), "{page}");
        assert!(page.contains("<b>DELETE</b>") && page.contains("href=\"#word-Thing\""));
        assert!(page.contains("string or null What it is called."));
        assert!(page.contains("&lt;script&gt;x") && !page.contains("<script"));
    }
}
