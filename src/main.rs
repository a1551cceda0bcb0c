/// The system's, which `bench frame` watches.
#[global_allocator]
static ALLOCATOR: boothwalk::bench::allocations::Watched = boothwalk::bench::allocations::Watched;

fn main() -> std::process::ExitCode {
    boothwalk::cli::main()
}
