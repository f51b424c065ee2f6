//! Makes source files and expectations of the blocks of a document.
//!
//! In: a [`Document`]. Out: a [`Plan`]: files to write, modules to compile and import, programs that must be
//! rejected, examples to run.
//!
//! Invariants: line N of a block is line N of its file, counted as in the Markdown file (blank lines fill the
//! space between). A block with `# error:` comments is a program of its own; the others of the same file are
//! joined.

use crate::document::{Block, Document};
use std::collections::BTreeMap;

/// What to do for one Markdown file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Name of the module that examples run in, if there is one.
    pub main: Option<String>,
    /// Whether examples must give the same with the uncompiled module.
    pub run_uncompiled: bool,
    /// All files by name, including those of `rejects`.
    pub files: BTreeMap<String, String>,
    /// Files to compile to extension modules.
    pub modules: Vec<Program>,
    /// Files to compile for their messages only.
    pub rejects: Vec<Program>,
    pub examples: Vec<Example>,
    /// Lines that must occur, in this order, in the C file of the main module.
    pub c_lines: Vec<String>,
}

/// One file to compile.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Program {
    pub file: String,
    pub cplus: bool,
    /// `2`, `3` or `3str`.
    pub level: String,
    /// Directives as `name=value`.
    pub directives: Vec<String>,
    pub expected: Vec<Expected>,
}

/// A diagnostic that must be reported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expected {
    pub line: usize,
    pub code: String,
}

/// A `pycon` block.
#[derive(Debug, PartialEq, Eq)]
pub struct Example {
    pub line: usize,
    pub text: String,
}

/// What the options of a block say.
#[derive(Default)]
struct Options {
    file: Option<String>,
    cplus: bool,
    level: Option<String>,
    directives: Vec<String>,
}

impl Plan {
    /// Plans the test of a Markdown file with this stem.
    pub fn new(stem: &str, document: &Document) -> Result<Plan, String> {
        let name: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let has_pyx = document.blocks.iter().any(|block| block.language == "pyx");
        let mut plan = Plan::default();
        for block in &document.blocks {
            let complain = |what: &str| format!("line {}: {what}", block.line - 1);
            let options = Options::parse(block).map_err(|e| complain(&e))?;
            match block.language.as_str() {
                "pyx" => plan.add_program(&name, block, options),
                "py" if options.file.is_some() => plan.add_text(options.file.unwrap_or_default(), block),
                "py" if has_pyx => return Err(complain("a py block beside pyx blocks needs file=NAME.py")),
                "py" => {
                    plan.run_uncompiled = true;
                    plan.add_program(&name, block, Options { file: Some(format!("{name}.py")), ..options });
                }
                "pxd" => plan.add_text(options.file.unwrap_or_else(|| format!("{name}.pxd")), block),
                "pxi" | "h" => match options.file {
                    Some(file) => plan.add_text(file, block),
                    None => return Err(complain("this block needs file=NAME")),
                },
                "pycon" => plan.examples.push(Example { line: block.line, text: block.text.clone() }),
                "c" => {
                    let lines = block.text.lines().map(str::trim).filter(|line| !line.is_empty());
                    plan.c_lines.extend(lines.map(str::to_owned));
                }
                "" | "text" | "sh" | "console" | "toml" | "json" => {}
                other => return Err(complain(&format!("«{other}» blocks have no meaning here"))),
            }
        }
        plan.main = plan
            .modules
            .iter()
            .find(|program| program.file.rsplit_once('.').is_some_and(|(stem, _)| stem == name))
            .map(|_| name);
        // What mentions `cython` needs a module that stands in for it; such files run compiled only.
        plan.run_uncompiled &= !plan.files.values().any(|text| text.contains("cython"));
        if plan.main.is_none() && !(plan.examples.is_empty() && plan.c_lines.is_empty()) {
            return Err("there is nothing to import for its examples".to_owned());
        }
        if plan.modules.is_empty() && plan.rejects.is_empty() {
            return Err("it tests nothing".to_owned());
        }
        Ok(plan)
    }

    fn add_text(&mut self, file: String, block: &Block) {
        let text = self.files.entry(file).or_default();
        let present = text.lines().count();
        text.push_str(&"\n".repeat((block.line - 1).saturating_sub(present)));
        text.push_str(&block.text);
    }

    fn add_program(&mut self, name: &str, block: &Block, options: Options) {
        let expected = expectations(block);
        let is_rejected = expected.iter().any(|expected| expected.code.starts_with('E'));
        let file = match (options.file, is_rejected) {
            (Some(file), _) => file,
            (None, true) => format!("{name}_line{}.pyx", block.line),
            (None, false) => format!("{name}.pyx"),
        };
        self.add_text(file.clone(), block);
        let programs = if is_rejected { &mut self.rejects } else { &mut self.modules };
        let i = programs.iter().position(|program| program.file == file).unwrap_or_else(|| {
            programs.push(Program { file, level: "3".to_owned(), ..Program::default() });
            programs.len() - 1
        });
        let program = &mut programs[i];
        program.cplus |= options.cplus;
        program.level = options.level.unwrap_or_else(|| std::mem::take(&mut program.level));
        program.directives.extend(options.directives);
        program.expected.extend(expected);
    }
}

impl Options {
    fn parse(block: &Block) -> Result<Options, String> {
        let mut options = Options::default();
        for word in &block.options {
            match word.split_once('=') {
                None if word == "cplus" => options.cplus = true,
                Some(("file", name)) if !name.is_empty() && !name.contains("..") => {
                    options.file = Some(name.to_owned());
                }
                Some(("level", level @ ("2" | "3" | "3str"))) => options.level = Some(level.to_owned()),
                Some((name, _)) if name.starts_with("X:") => {
                    options.directives.push(word["X:".len()..].to_owned());
                }
                _ => return Err(format!("option «{word}» is not known")),
            }
        }
        Ok(options)
    }
}

/// `# error: [E0501]`, `# warning: [W0301]`, `# hint: [W0501]`: a diagnostic on this line, or on the next line
/// with code when the comment stands alone.
fn expectations(block: &Block) -> Vec<Expected> {
    let mut expected = Vec::new();
    let mut waiting: Vec<String> = Vec::new();
    for (i, line) in block.text.lines().enumerate() {
        let codes = codes_of_line(line);
        let is_comment = line.trim_start().starts_with('#');
        if is_comment || line.trim().is_empty() {
            waiting.extend(codes);
            continue;
        }
        let line = block.line + i;
        expected.extend(waiting.drain(..).chain(codes).map(|code| Expected { line, code }));
    }
    expected
}

fn codes_of_line(line: &str) -> Vec<String> {
    let mut codes = Vec::new();
    for word in ["# error: [", "# warning: [", "# hint: ["] {
        let mut rest = line;
        while let Some((_, after)) = rest.split_once(word) {
            let Some((inside, after)) = after.split_once(']') else { break };
            codes.extend(inside.split(',').map(|code| code.trim().to_owned()));
            rest = after;
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(text: &str) -> Result<Plan, String> {
        Plan::new("a-b", &Document::parse(text).unwrap())
    }

    #[test]
    fn joins_blocks_and_keeps_lines() {
        let plan = plan(
            "T\n\n```pyx cplus\nx = 1\n```\n```pyx X:wraparound=False\ny = 2\n```\n```pycon\n>>> x\n1\n```\n",
        );
        let plan = plan.unwrap();
        assert_eq!(plan.main.as_deref(), Some("a_b"));
        assert_eq!(plan.files["a_b.pyx"], "\n\n\nx = 1\n\n\ny = 2\n");
        let [module] = &plan.modules[..] else { panic!("{plan:?}") };
        assert!(module.cplus && module.level == "3" && module.directives == ["wraparound=False"]);
        assert_eq!(plan.examples, [Example { line: 10, text: ">>> x\n1\n".to_owned() }]);
    }

    #[test]
    fn blocks_with_errors_stand_alone() {
        let text =
            "```pyx\nok = 1\n```\n```pyx\nf()\n# error: [E0201]\nx = y  # error: [E0301, E0302]\n```\n";
        let plan = plan(text).unwrap();
        let [rejected] = &plan.rejects[..] else { panic!("{plan:?}") };
        assert_eq!(rejected.file, "a_b_line5.pyx");
        let found: Vec<_> = rejected.expected.iter().map(|e| (e.line, e.code.as_str())).collect();
        assert_eq!(found, [(7, "E0201"), (7, "E0301"), (7, "E0302")]);
        assert_eq!(plan.files["a_b.pyx"], "\nok = 1\n");
    }

    #[test]
    fn python_files_run_uncompiled_too() {
        let plan = plan("```py\nx = 1\n```\n```pycon\n>>> x\n1\n```\n").unwrap();
        assert!(plan.run_uncompiled);
        assert_eq!(plan.modules[0].file, "a_b.py");
    }

    #[test]
    fn refuses_what_it_does_not_understand() {
        assert!(plan("```pyx fast\nx = 1\n```\n").unwrap_err().contains("«fast»"));
        assert!(plan("```rust\n```\n").unwrap_err().contains("«rust»"));
        assert!(plan("```pycon\n>>> 1\n1\n```\n").unwrap_err().contains("nothing to import"));
        assert!(plan("only prose\n").unwrap_err().contains("tests nothing"));
    }
}
