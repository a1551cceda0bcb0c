#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    boothwalk_fuzz::run(boothwalk_fuzz::glyphs, data);
});
