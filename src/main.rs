fn main() -> std::process::ExitCode {
    boothwalk::cli::main()
}
