//! Reads the parts of a Markdown file that matter to tests.
//!
//! In: Markdown. Out: fenced code blocks with their info strings and lines, and the `todo` mark. Prose,
//! headings and everything else are for people.

/// The blocks of one Markdown file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Document {
    pub blocks: Vec<Block>,
    /// `<!-- todo: REASON -->`: the file shows something that does not work yet.
    pub todo: Option<String>,
}

/// One fenced block.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    /// The first word of the info string.
    pub language: String,
    /// The other words.
    pub options: Vec<String>,
    /// The line in the Markdown file, from 1, of the first line of text.
    pub line: usize,
    pub text: String,
}

impl Document {
    /// Reads a file; an unclosed fence is an error.
    pub fn parse(text: &str) -> Result<Document, String> {
        let mut document = Document::default();
        let mut open: Option<(Fence, Block)> = None;
        for (i, line) in text.lines().enumerate() {
            match &mut open {
                Some((fence, block)) => {
                    if fence.is_closed_by(line) {
                        document.blocks.extend(open.take().map(|(_, block)| block));
                    } else {
                        block.text.push_str(fence.without_indent(line));
                        block.text.push('\n');
                    }
                }
                None => match Fence::open(line) {
                    Some((fence, info)) => {
                        let mut words = info.split_whitespace().map(str::to_owned);
                        let language = words.next().unwrap_or_default();
                        let options = words.collect();
                        open = Some((fence, Block { language, options, line: i + 2, text: String::new() }));
                    }
                    None => document.todo = document.todo.take().or_else(|| todo_mark(line)),
                },
            }
        }
        match open {
            Some((_, block)) => Err(format!("line {}: this block is never closed", block.line - 1)),
            None => Ok(document),
        }
    }
}

fn todo_mark(line: &str) -> Option<String> {
    let inner = line.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    Some(inner.strip_prefix("todo:")?.trim().to_owned())
}

/// The line that opens a block: at least three backquotes or tildes.
struct Fence {
    indent: usize,
    mark: char,
    length: usize,
}

impl Fence {
    fn open(line: &str) -> Option<(Fence, &str)> {
        let rest = line.trim_start_matches(' ');
        let mark = rest.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = rest.trim_start_matches(mark);
        let length = rest.len() - info.len();
        (length >= 3 && !info.contains('`'))
            .then(|| (Fence { indent: line.len() - rest.len(), mark, length }, info.trim()))
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }

    /// A block inside a list item is indented as far as its fence.
    fn without_indent<'a>(&self, line: &'a str) -> &'a str {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        &line[blanks.min(self.indent)..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_blocks_with_their_lines_and_options() {
        let text = "# Title\n<!-- todo: later -->\n\n```pyx cplus file=a.pyx\nx = 1\n\n```\n\n  ````pycon\n  >>> x\n  ```\n  ````\n";
        let document = Document::parse(text).unwrap();
        assert_eq!(document.todo.as_deref(), Some("later"));
        let [first, second] = &document.blocks[..] else { panic!("{document:?}") };
        assert_eq!((first.language.as_str(), first.line, first.text.as_str()), ("pyx", 5, "x = 1\n\n"));
        assert_eq!(first.options, ["cplus", "file=a.pyx"]);
        assert_eq!((second.line, second.text.as_str()), (10, ">>> x\n```\n"));
    }

    #[test]
    fn complains_about_an_open_block() {
        assert_eq!(Document::parse("a\n```pyx\nx\n").unwrap_err(), "line 2: this block is never closed");
    }

    #[test]
    fn inline_code_is_no_fence() {
        assert!(Document::parse("```x``` is code\n").unwrap().blocks.is_empty());
    }
}
