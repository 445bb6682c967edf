//! A file of places in the `MaxMind` DB format 2.0, small enough to be written by a test.

#![expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

use std::net::Ipv4Addr;

/// City and country of a network, each in English and Russian.
pub struct Network {
    pub of: Ipv4Addr,
    pub bits: u32,
    pub city: [&'static str; 2],
    pub country: [&'static str; 2],
}

#[derive(Clone, Copy)]
enum Branch {
    Empty,
    Node(usize),
    Data(usize),
}

/// A value of the data section.
enum Value {
    Text(String),
    Number(u8, u64),
    List(Vec<Value>),
    Map(Vec<(&'static str, Value)>),
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn head(out: &mut Vec<u8>, kind: u8, size: usize) {
    assert!(size < 29 + 256, "small values only");
    let short = u8::try_from(size.min(29)).expect("small");
    out.push(if kind < 8 { (kind << 5) | short } else { short });
    if kind >= 8 {
        out.push(kind - 7);
    }
    if size >= 29 {
        out.push(u8::try_from(size - 29).expect("small"));
    }
}

fn write(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Text(text) => {
            head(out, 2, text.len());
            out.extend(text.as_bytes());
        }
        Value::Number(kind, number) => {
            let size = match kind {
                5 => 2,
                6 => 4,
                _ => 8,
            };
            head(out, *kind, size);
            out.extend(&number.to_be_bytes()[8 - size..]);
        }
        Value::List(items) => {
            head(out, 11, items.len());
            for item in items {
                write(out, item);
            }
        }
        Value::Map(pairs) => {
            head(out, 7, pairs.len());
            for (name, value) in pairs {
                write(out, &text(name));
                write(out, value);
            }
        }
    }
}

fn named(names: [&str; 2]) -> Value {
    let names = vec![("en", text(names[0])), ("ru", text(names[1]))];
    Value::Map(vec![("names", Value::Map(names))])
}

/// The bytes of a file that knows these networks.
pub fn file(networks: &[Network]) -> Vec<u8> {
    let mut nodes = vec![[Branch::Empty; 2]];
    let mut data = Vec::new();
    for network in networks {
        let offset = data.len();
        write(&mut data, &Value::Map(vec![("city", named(network.city)), ("country", named(network.country))]));
        let mut at = 0;
        for bit in 0..network.bits {
            let side = usize::from(u32::from(network.of) >> (31 - bit) & 1 == 1);
            if bit + 1 == network.bits {
                nodes[at][side] = Branch::Data(offset);
            } else if let Branch::Node(next) = nodes[at][side] {
                at = next;
            } else {
                nodes.push([Branch::Empty; 2]);
                nodes[at][side] = Branch::Node(nodes.len() - 1);
                at = nodes.len() - 1;
            }
        }
    }
    let mut out = Vec::new();
    for branch in nodes.iter().flatten() {
        let number = match branch {
            Branch::Empty => nodes.len(),
            Branch::Node(node) => *node,
            Branch::Data(offset) => nodes.len() + 16 + offset,
        };
        out.extend(&u32::try_from(number).expect("small").to_be_bytes()[1..]);
    }
    out.extend([0; 16]);
    out.extend(data);
    out.extend(b"\xab\xcd\xefMaxMind.com");
    let metadata = Value::Map(vec![
        ("node_count", Value::Number(6, nodes.len() as u64)),
        ("record_size", Value::Number(5, 24)),
        ("ip_version", Value::Number(5, 4)),
        ("database_type", text("Test-City")),
        ("languages", Value::List(vec![text("en"), text("ru")])),
        ("binary_format_major_version", Value::Number(5, 2)),
        ("binary_format_minor_version", Value::Number(5, 0)),
        ("build_epoch", Value::Number(9, 1_750_000_000)),
        ("description", Value::Map(vec![("en", text("Places of a test"))])),
    ]);
    write(&mut out, &metadata);
    out
}
