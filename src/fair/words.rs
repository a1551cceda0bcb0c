//! Every text of a fair that a visitor may see, and where it is written.

use super::{Booth, Caption, Fair, Product, Text};

/// A text that visitors see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// The file that says it, from the fair's root.
    pub file: String,
    /// JSON pointer to it in that file.
    pub at: String,
    pub text: &'a str,
}

impl Fair {
    /// The texts of its files, in the form in which exhibitors write them: the fair's own, then booth by booth.
    pub fn words(&self) -> Vec<Word<'_>> {
        let mut own = Words { file: "fair.toml".into(), found: Vec::new() };
        own.text("/title", &self.title);
        for (index, hall) in self.halls.iter().enumerate() {
            own.text(&format!("/hall/{index}/title"), &hall.title);
            for (number, zone) in hall.zones.iter().enumerate() {
                own.text(&format!("/hall/{index}/zone/{number}/title"), &zone.title);
            }
        }
        for credit in &self.credits {
            // Some are in the file that `credits` names: no number would be true of both.
            for text in [&credit.title, &credit.authors, &credit.licence, &credit.source, &credit.changes] {
                own.add("/credit", text);
            }
        }
        let mut found = own.found;
        self.booths.iter().for_each(|booth| found.extend(words_of(booth)));
        found
    }
}

fn words_of(booth: &Booth) -> Vec<Word<'_>> {
    let here = format!("booths/{}", booth.id);
    let mut own = Words { file: format!("{here}/booth.toml"), found: Vec::new() };
    own.text("/title", &booth.title);
    own.text("/summary", &booth.summary);
    for (index, contact) in booth.contacts.iter().enumerate() {
        own.text(&format!("/contacts/{index}/role"), &contact.role);
        own.add(&format!("/contacts/{index}/email"), &contact.email);
        own.add(&format!("/contacts/{index}/phone"), &contact.phone);
    }
    for (index, link) in booth.links.iter().enumerate() {
        own.text(&format!("/links/{index}/title"), &link.title);
        own.add(&format!("/links/{index}/url"), &link.url);
    }
    for (index, sound) in booth.sounds.iter().enumerate() {
        own.captions(&format!("/sounds/{index}"), &sound.captions);
    }
    for (index, film) in booth.posters.iter().filter_map(|poster| poster.film.as_ref()).enumerate() {
        own.captions(&format!("/videos/{index}"), &film.captions);
    }
    let mut found = own.found;
    booth.products.iter().for_each(|product| found.extend(words_on(product, &here)));
    found
}

fn words_on<'a>(product: &'a Product, booth: &str) -> Vec<Word<'a>> {
    let mut own = Words { file: format!("{booth}/products/{}/product.toml", product.id), found: Vec::new() };
    own.text("/title", &product.title);
    own.text("/summary", &product.summary);
    for (index, document) in product.documents.iter().enumerate() {
        own.text(&format!("/documents/{index}/title"), &document.title);
    }
    own.found
}

/// Those of one file.
struct Words<'a> {
    file: String,
    found: Vec<Word<'a>>,
}

impl<'a> Words<'a> {
    fn add(&mut self, at: &str, text: &'a str) {
        if !text.is_empty() {
            self.found.push(Word { file: self.file.clone(), at: at.to_owned(), text });
        }
    }

    fn text(&mut self, at: &str, text: &'a Text) {
        self.add(&format!("{at}/zh"), &text.zh);
        self.add(&format!("{at}/en"), &text.en);
    }

    fn captions(&mut self, at: &str, captions: &'a [Caption]) {
        for (index, caption) in captions.iter().enumerate() {
            self.add(&format!("{at}/captions/{index}/zh"), &caption.text.zh);
            self.add(&format!("{at}/captions/{index}/en"), &caption.text.en);
        }
    }
}
