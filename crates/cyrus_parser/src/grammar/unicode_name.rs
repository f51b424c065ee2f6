//! Characters by their Unicode names, as `\\N{…}` has them.

/// Aliases of more than one word, which the library of names does not find.
const ALIASES: &[(&str, char)] = &[
    ("START OF HEADING", '\u{1}'),
    ("START OF TEXT", '\u{2}'),
    ("END OF TEXT", '\u{3}'),
    ("END OF TRANSMISSION", '\u{4}'),
    ("CHARACTER TABULATION", '\u{9}'),
    ("HORIZONTAL TABULATION", '\u{9}'),
    ("LINE FEED", '\u{a}'),
    ("NEW LINE", '\u{a}'),
    ("END OF LINE", '\u{a}'),
    ("LINE TABULATION", '\u{b}'),
    ("VERTICAL TABULATION", '\u{b}'),
    ("FORM FEED", '\u{c}'),
    ("CARRIAGE RETURN", '\u{d}'),
    ("SHIFT OUT", '\u{e}'),
    ("LOCKING-SHIFT ONE", '\u{e}'),
    ("SHIFT IN", '\u{f}'),
    ("LOCKING-SHIFT ZERO", '\u{f}'),
    ("DATA LINK ESCAPE", '\u{10}'),
    ("DEVICE CONTROL ONE", '\u{11}'),
    ("DEVICE CONTROL TWO", '\u{12}'),
    ("DEVICE CONTROL THREE", '\u{13}'),
    ("DEVICE CONTROL FOUR", '\u{14}'),
    ("NEGATIVE ACKNOWLEDGE", '\u{15}'),
    ("SYNCHRONOUS IDLE", '\u{16}'),
    ("END OF TRANSMISSION BLOCK", '\u{17}'),
    ("END OF MEDIUM", '\u{19}'),
    ("INFORMATION SEPARATOR FOUR", '\u{1c}'),
    ("FILE SEPARATOR", '\u{1c}'),
    ("INFORMATION SEPARATOR THREE", '\u{1d}'),
    ("GROUP SEPARATOR", '\u{1d}'),
    ("INFORMATION SEPARATOR TWO", '\u{1e}'),
    ("RECORD SEPARATOR", '\u{1e}'),
    ("INFORMATION SEPARATOR ONE", '\u{1f}'),
    ("UNIT SEPARATOR", '\u{1f}'),
    ("PADDING CHARACTER", '\u{80}'),
    ("HIGH OCTET PRESET", '\u{81}'),
    ("BREAK PERMITTED HERE", '\u{82}'),
    ("NO BREAK HERE", '\u{83}'),
    ("NEXT LINE", '\u{85}'),
    ("START OF SELECTED AREA", '\u{86}'),
    ("END OF SELECTED AREA", '\u{87}'),
    ("CHARACTER TABULATION SET", '\u{88}'),
    ("HORIZONTAL TABULATION SET", '\u{88}'),
    ("CHARACTER TABULATION WITH JUSTIFICATION", '\u{89}'),
    ("HORIZONTAL TABULATION WITH JUSTIFICATION", '\u{89}'),
    ("LINE TABULATION SET", '\u{8a}'),
    ("VERTICAL TABULATION SET", '\u{8a}'),
    ("PARTIAL LINE FORWARD", '\u{8b}'),
    ("PARTIAL LINE DOWN", '\u{8b}'),
    ("PARTIAL LINE BACKWARD", '\u{8c}'),
    ("PARTIAL LINE UP", '\u{8c}'),
    ("REVERSE LINE FEED", '\u{8d}'),
    ("REVERSE INDEX", '\u{8d}'),
    ("SINGLE SHIFT TWO", '\u{8e}'),
    ("SINGLE-SHIFT-2", '\u{8e}'),
    ("SINGLE SHIFT THREE", '\u{8f}'),
    ("SINGLE-SHIFT-3", '\u{8f}'),
    ("DEVICE CONTROL STRING", '\u{90}'),
    ("PRIVATE USE ONE", '\u{91}'),
    ("PRIVATE USE-1", '\u{91}'),
    ("PRIVATE USE TWO", '\u{92}'),
    ("PRIVATE USE-2", '\u{92}'),
    ("SET TRANSMIT STATE", '\u{93}'),
    ("CANCEL CHARACTER", '\u{94}'),
    ("MESSAGE WAITING", '\u{95}'),
    ("START OF GUARDED AREA", '\u{96}'),
    ("START OF PROTECTED AREA", '\u{96}'),
    ("END OF GUARDED AREA", '\u{97}'),
    ("END OF PROTECTED AREA", '\u{97}'),
    ("START OF STRING", '\u{98}'),
    ("SINGLE GRAPHIC CHARACTER INTRODUCER", '\u{99}'),
    ("SINGLE CHARACTER INTRODUCER", '\u{9a}'),
    ("CONTROL SEQUENCE INTRODUCER", '\u{9b}'),
    ("STRING TERMINATOR", '\u{9c}'),
    ("OPERATING SYSTEM COMMAND", '\u{9d}'),
    ("PRIVACY MESSAGE", '\u{9e}'),
    ("APPLICATION PROGRAM COMMAND", '\u{9f}'),
    ("BYTE ORDER MARK", '\u{feff}'),
];

/// The character with this name or alias, in any case but otherwise exactly.
pub(super) fn character_named(name: &str) -> Option<char> {
    if name.starts_with(['-', ' ']) {
        return None;
    }
    if let Some((_, c)) = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name)) {
        return Some(*c);
    }
    let c = unicode_names2::character(name)?;
    // The library also takes names with spaces and hyphens left out or put elsewhere.
    let squeeze = |text: &str| text.replace(['-', ' '], "").to_ascii_uppercase();
    match unicode_names2::name(c).map(|own| own.to_string()) {
        Some(own) if !own.eq_ignore_ascii_case(name) && squeeze(&own) == squeeze(name) => None,
        _ => Some(c),
    }
}
