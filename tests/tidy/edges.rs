//! Who may import whom, as DESIGN says it: one row for each part that is bound.

/// A part of the tree, and the paths that its code may not name.
pub(crate) struct Edge {
    /// Files whose path begins with this, from the root.
    pub(crate) from: &'static str,
    /// Path prefixes in `use` or in the text, as `crate::hub` or `tokio`.
    pub(crate) never: &'static [&'static str],
    pub(crate) because: &'static str,
}

pub(crate) const EDGES: &[Edge] = &[
    Edge {
        from: "relay/src/space/",
        never: &[
            "crate::app",
            "crate::captions",
            "crate::capture",
            "crate::clock",
            "crate::cluster",
            "crate::config",
            "crate::http",
            "crate::hub",
            "crate::media",
            "crate::money",
            "crate::signal",
            "crate::store",
            "crate::telemetry",
            "axum",
            "std::fs",
            "std::net",
            "std::thread",
            "tokio",
            "tracing",
        ],
        because: "the rules import only `shared`, await nothing and open nothing",
    },
    Edge {
        from: "relay/src/media/core/",
        never: &[
            "crate::app",
            "crate::captions",
            "crate::capture",
            "crate::clock",
            "crate::cluster",
            "crate::config",
            "crate::http",
            "crate::hub",
            "crate::media::io",
            "crate::money",
            "crate::signal",
            "crate::space",
            "crate::store",
            "crate::telemetry",
            "axum",
            "std::fs",
            "std::net::TcpListener",
            "std::net::TcpStream",
            "std::net::UdpSocket",
            "std::thread",
            "socket2",
            "tokio",
        ],
        because: "forwarding imports `shared` ids and protocol crates, and opens nothing",
    },
    Edge {
        from: "relay/src/media/",
        never: &["crate::http", "crate::hub", "crate::signal", "crate::space", "crate::store"],
        because: "media answers with values; the hub carries them",
    },
    Edge {
        from: "relay/src/http/",
        never: &["crate::media::core", "crate::media::io", "crate::space"],
        because: "doors know the hub's handle and the store, never the inside of a plane",
    },
    Edge {
        from: "relay/src/signal/",
        never: &["crate::media::core", "crate::media::io", "crate::space"],
        because: "doors know the hub's handle and the store, never the inside of a plane",
    },
    Edge {
        from: "relay/src/hub/",
        never: &["crate::media::core", "crate::media::io"],
        because: "the hub knows the other planes by their doors",
    },
    Edge {
        from: "relay/src/store/",
        never: &["crate::http", "crate::hub", "crate::media", "crate::signal", "crate::space"],
        because: "rows know nobody who reads them",
    },
    Edge {
        from: "relay/src/captions/",
        never: &["crate::hub", "crate::money", "crate::space"],
        because: "tasks import their pure siblings, the store and the clock",
    },
    Edge {
        from: "relay/src/money/",
        never: &["crate::captions", "crate::hub", "crate::space"],
        because: "tasks import their pure siblings, the store and the clock",
    },
    Edge {
        from: "client/src/state/",
        never: &[
            "crate::components",
            "crate::hooks",
            "crate::net",
            "crate::pages",
            "crate::rtc",
            "crate::webapi",
            "gloo_events",
            "gloo_net",
            "gloo_timers",
            "js_sys",
            "wasm_bindgen",
            "web_sys",
        ],
        because: "state is pure, and tested without a browser",
    },
    Edge {
        from: "client/src/rtc/",
        never: &["crate::components", "crate::hooks", "crate::pages", "yew"],
        because: "pages → components → hooks → {state, rtc, net}",
    },
    Edge {
        from: "client/src/net/",
        never: &["crate::components", "crate::hooks", "crate::pages", "yew"],
        because: "pages → components → hooks → {state, rtc, net}",
    },
    Edge {
        from: "client/src/hooks/",
        never: &["crate::components", "crate::pages"],
        because: "pages → components → hooks → {state, rtc, net}",
    },
    Edge {
        from: "client/src/components/",
        never: &["crate::pages"],
        because: "pages → components → hooks → {state, rtc, net}",
    },
];
