//! Where the whole bytes behind a group go.

/// For eight values, a bit each that is set where a whole byte stands in: which of the bytes, or 0x80 for none (what a
/// byte shuffle turns into zero).
pub(super) static PLACES: [[u8; 8]; 256] = places();

const fn places() -> [[u8; 8]; 256] {
    let mut table = [[0x80; 8]; 256];
    let mut mask = 0;
    while mask < 256 {
        let (mut lane, mut next) = (0, 0);
        while lane < 8 {
            if mask >> lane & 1 == 1 {
                table[mask][lane] = next;
                next += 1;
            }
            lane += 1;
        }
        mask += 1;
    }
    table
}
