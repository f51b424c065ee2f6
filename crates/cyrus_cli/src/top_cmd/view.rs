//! The picture: text made of two snapshots, the rates being what lies between them.

use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write as _;

fn number(value: &Value, name: &str) -> f64 {
    value[name].as_f64().unwrap_or(0.0)
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// What there was before, by the value that tells them apart.
fn by<'a>(values: &'a [Value], key: &str) -> HashMap<&'a str, &'a Value> {
    values.iter().filter_map(|value| Some((value[key].as_str()?, value))).collect()
}

/// Rows of columns, each as wide as it has to be; the first columns of text to the left, numbers to the right.
fn table(rows: &[Vec<String>], texts: usize) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| {
            if column < texts { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        let _ = writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    out
}

/// What the process does, of actors and functions at most `lines` each.
pub(crate) fn text(before: &Value, now: &Value, lines: usize) -> String {
    let span = (number(now, "time") - number(before, "time")).max(1e-9);
    let mut out = String::new();
    let command = now["command"].as_str().unwrap_or_default();
    let _ = writeln!(
        out,
        "process {}, {:.1} MiB resident, waits for the interpreter {:.0} %: {command}",
        now["pid"],
        number(now, "resident") / f64::from(1 << 20),
        100.0 * (number(now, "interpreter_wait") - number(before, "interpreter_wait")).max(0.0) / span,
    );
    for (index, scheduler) in list(now, "schedulers").iter().enumerate() {
        let past = &before["schedulers"][index];
        out.push_str(&scheduler_text(index, past, scheduler, span));
    }
    if number(now, "stuck_mailboxes") > 0.0 {
        let _ = writeln!(out, "{} actors have only messages that are not activable", now["stuck_mailboxes"]);
    }
    out.push_str(&actors(before, now, span, lines));
    out.push_str(&tasks(before, now, span, lines));
    out
}

fn scheduler_text(index: usize, before: &Value, now: &Value, span: f64) -> String {
    let workers = list(now, "workers");
    let unsure = if now["parked_complete"].as_bool() == Some(false) { " at least" } else { "" };
    let mut out = format!(
        "\nscheduler {index}: {} in flight, {}{unsure} parked, {} from outside waiting\n",
        now["in_flight"], now["parked"], now["injected"],
    );
    let mut rows = vec![["worker", "", "queued", "done", "done/s"].map(str::to_owned).to_vec()];
    for (number_, worker) in workers.iter().enumerate() {
        let done = number(worker, "done") - number(&before["workers"][number_], "done");
        rows.push(vec![
            number_.to_string(),
            if worker["sleeps"].as_bool() == Some(true) { "sleeps" } else { "runs" }.to_owned(),
            worker["queued"].to_string(),
            worker["done"].to_string(),
            format!("{:.0}", done.max(0.0) / span),
        ]);
    }
    out.push_str(&table(&rows, 2));
    out
}

fn actors(before: &Value, now: &Value, span: f64, lines: usize) -> String {
    let past = by(list(before, "actors"), "id");
    let mut rows: Vec<(f64, Vec<String>)> = Vec::new();
    for actor in list(now, "actors") {
        let id = actor["id"].as_str().unwrap_or_default();
        let old = past.get(id).copied().unwrap_or(&Value::Null);
        let rate = (number(actor, "messages") - number(old, "messages")).max(0.0) / span;
        let busy = (number(actor, "busy") - number(old, "busy")).max(0.0) / span;
        let message = actor["message"].as_str().unwrap_or_default();
        let row = vec![
            id.to_owned(),
            message.to_owned(),
            actor["messages"].to_string(),
            format!("{rate:.0}"),
            format!("{:.0} %", 100.0 * busy),
        ];
        rows.push((rate, row));
    }
    if rows.is_empty() {
        return String::new();
    }
    rows.sort_by(|one, other| other.0.total_cmp(&one.0));
    let head = ["actor", "last message", "messages", "messages/s", "busy"].map(str::to_owned).to_vec();
    let shown: Vec<Vec<String>> =
        std::iter::once(head).chain(rows.into_iter().take(lines).map(|row| row.1)).collect();
    format!("\n{}", table(&shown, 2))
}

fn tasks(before: &Value, now: &Value, span: f64, lines: usize) -> String {
    let past = by(list(before, "tasks"), "name");
    let mut rows = vec![["tasks of", "begun", "begun/s"].map(str::to_owned).to_vec()];
    for task in list(now, "tasks").iter().take(lines) {
        let name = task["name"].as_str().unwrap_or_default();
        let old = past.get(name).copied().unwrap_or(&Value::Null);
        let rate = (number(task, "count") - number(old, "count")).max(0.0) / span;
        rows.push(vec![name.to_owned(), task["count"].to_string(), format!("{rate:.0}")]);
    }
    if rows.len() == 1 { String::new() } else { format!("\n{}", table(&rows, 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn snapshot(time: f64, messages: u64, done: u64) -> Value {
        json!({
            "pid": 7, "command": "python bank.py", "time": time, "resident": 3 << 20, "stuck_mailboxes": 1, "interpreter_wait": time / 4.0,
            "schedulers": [{"in_flight": 4, "injected": 1, "parked": 3, "parked_complete": true, "workers": [
                {"queued": 2, "done": done, "sleeps": false}, {"queued": 0, "done": 5, "sleeps": true}]}],
            "actor_count": 2, "actors": [
                {"id": "0x1", "message": "Bank.pay", "messages": 10, "busy": 0.0},
                {"id": "0x2", "message": "Bank.get", "messages": messages, "busy": time / 2.0}],
            "tasks": [{"name": "work", "count": messages}]
        })
    }

    #[test]
    fn rates_are_what_lies_between() {
        let text = text(&snapshot(1.0, 100, 1000), &snapshot(3.0, 300, 5000), 1);
        let expected = "\
process 7, 3.0 MiB resident, waits for the interpreter 25 %: python bank.py

scheduler 0: 4 in flight, 3 parked, 1 from outside waiting
worker          queued  done  done/s
0       runs         2  5000    2000
1       sleeps       0     5       0
1 actors have only messages that are not activable

actor  last message  messages  messages/s  busy
0x2    Bank.get           300         100  50 %

tasks of  begun  begun/s
work        300      100
";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_missing_is_nothing() {
        assert!(text(&Value::Null, &json!({"schedulers": [{}]}), 5).contains("scheduler 0"));
    }
}
