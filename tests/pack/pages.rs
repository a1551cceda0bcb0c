//! Documents of products: their pages become pictures, and what cannot be one is said.

use super::stage::{files, pack, piece, pieces, plan, root, try_pack, write};

const QUICK: [&str; 2] = ["--textures", "bc7"];
const SHEET: &str = "booths/acme/products/pump/sheet.pdf";

/// A fair with one product, which has a document.
fn fair() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |path: &str, bytes: &[u8]| write(&folder.path().join(path), bytes);
    let text = "format = 1\nid = \"small\"\ntitle = { en = \"Small\" }\n[[hall]]\nid = \"main\"\ntitle = { en = \"Hall\" }\n\
                size = [20.0, 20.0]\n[[hall.plot]]\nid = \"a\"\nposition = [0.0, 0.0]\nsize = [5.0, 4.0]\n";
    put("fair.toml", text.as_bytes());
    put("booths/acme/booth.toml", b"format = 1\nid = \"acme\"\nplot = \"a\"\ntitle = { en = \"Acme\" }\n");
    let text = "format = 1\nid = \"pump\"\ntitle = { en = \"Pump\" }\n[[documents]]\nfile = \"sheet.pdf\"\n\
                title = { zh = \"样本\", en = \"Data sheet\" }\n";
    put("booths/acme/products/pump/product.toml", text.as_bytes());
    let model = "tests/models/AvocadoVariants/glTF-Binary/Avocado.glb";
    put("booths/acme/products/pump/model.glb", &std::fs::read(root().join(model)).expect("a model"));
    put(SHEET, &std::fs::read(root().join("tests/pack/sheet.pdf")).expect("a document"));
    folder
}

#[test]
fn each_page_is_a_picture() {
    let (source, out) = (fair(), tempfile::tempdir().expect("a folder"));
    let told = pack(source.path(), out.path(), &QUICK);
    assert!(told.contains("1 models, 1 documents of 2 pages (0 as before)"), "{told}");
    let plan = plan(out.path());
    let document = &plan["booths"][0]["products"][0]["documents"][0];
    assert_eq!(document["file"], format!("/{SHEET}"));
    assert_eq!(document["title"]["zh"], "样本");
    let pages = plan["pages"][SHEET].as_array().expect("pages");
    assert_eq!(pages.len(), 2);
    for (page, high) in pages.iter().zip([0.297, 0.148]) {
        assert!((page["size"][1].as_f64().expect("a height") - high).abs() < 1e-3, "{page}");
        let texture = &page["texture"];
        assert_eq!((&texture["width"], &texture["height"]), (&1088.into(), &1536.into()));
        // From 136 by 192 texels up; all forms, and those for other viewers.
        let rungs = texture["rungs"].as_array().expect("rungs");
        assert_eq!(
            rungs.iter().map(|rung| rung["level"].as_u64()).collect::<Vec<_>>(),
            [Some(3), Some(2), Some(1), Some(0)]
        );
        assert!(!rungs[0]["forms"]["uastc"].is_null() && !rungs[3]["forms"]["bc7"].is_null());
        for name in rungs.iter().flat_map(|rung| rung["forms"]["bc7"].as_array().into_iter().flatten()) {
            assert!(piece(out.path(), name).starts_with(b"\xABKTX 20"));
        }
    }
    // The document itself is not published: it is drawn once, here.
    let made = files(out.path());
    assert!(pieces(&made).keys().all(|name| !name.ends_with(".pdf")));
    let told = pack(source.path(), out.path(), &QUICK);
    assert!(told.contains("(2 as before)") && told.contains("0.0 MB written"), "{told}");
    assert!(files(out.path()) == made);
}

/// A page whose instructions unpack to 2.6 GB: each pair of bytes stands for 128.
fn bomb() -> Vec<u8> {
    let pairs = [129, 0].repeat(20_500_000);
    let mut pdf =
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>endobj\n"
            .to_vec();
    pdf.extend(format!("4 0 obj<</Length {}/Filter/RunLengthDecode>>stream\n", pairs.len() + 1).bytes());
    pdf.extend(pairs);
    pdf.extend(b"\x80\nendstream endobj\ntrailer<</Root 1 0 R>>\n");
    pdf
}

#[cfg(unix)]
#[test]
fn a_document_that_wants_too_much_memory_is_named() {
    let (source, out) = (fair(), tempfile::tempdir().expect("a folder"));
    write(&source.path().join(SHEET), &bomb());
    let output = try_pack(source.path(), out.path(), &QUICK);
    let said = String::from_utf8_lossy(&output.stderr);
    let wanted = "booths/acme/products/pump/sheet.pdf: it takes more than 2048 MB of memory to be drawn";
    assert!(!output.status.success() && said.contains(wanted), "{said}");
    assert!(!out.path().join("fair.json").exists());
}

#[test]
fn a_broken_document_is_named_with_its_booth() {
    let (source, out) = (fair(), tempfile::tempdir().expect("a folder"));
    let whole = std::fs::read(source.path().join(SHEET)).expect("a document");
    let tall = String::from_utf8_lossy(&whole).replace("[0 0 419.528 297.638]", "[0 0 419.528 1.5]");
    let cases: [(&[u8], &str); 3] = [
        (b"<html>404</html>", "booths/acme/products/pump/sheet.pdf: it is no PDF, or a broken one"),
        (tall.as_bytes(), "booths/acme/products/pump/sheet.pdf: page 2: it measures"),
        (b"", "booths/acme/products/pump/sheet.pdf: it is no PDF"),
    ];
    for (bytes, wanted) in cases {
        write(&source.path().join(SHEET), bytes);
        let output = try_pack(source.path(), out.path(), &QUICK);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(wanted), "{said}");
        assert!(!out.path().join("fair.json").exists());
    }
    std::fs::remove_file(source.path().join(SHEET)).expect("it was there");
    let output = try_pack(source.path(), out.path(), &QUICK);
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains(SHEET));
}
