using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>A file that a command is to read and cannot is said in the same words by all of them.</summary>
public sealed class InputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string[]> Lines() => new()
    {
        { "FILE", ["validate", "IT"] },
        { "FILE", ["quality", "check", "IT"] },
        { "FILE", ["quality", "suggest", "IT"] },
        { "FILE", ["quality", "apply", "IT"] },
        { "FILE", ["bots", "apply", "IT"] },
        { "FILE", ["experiments", "start", "IT"] },
        { "DEFINITION", ["experiments", "check", "IT"] },
        { "DEFINITION", ["experiments", "assign", "IT", "u1"] },
        { "UNITS", ["experiments", "compare", "IT"] },
        { "UNITS", ["experiments", "plan", "IT"] },
        { "LOG", ["experiments", "off-policy", "IT"] },
        { "CONTRACT", ["contracts", "check", "IT"] },
        { "--settings", ["train", "THERE", "--settings", "IT"] },
        { "--items", ["train", "THERE", "--items", "IT"] },
        { "--search-ratings", ["train", "THERE", "--search-ratings", "IT"] },
        { "--edited", ["rejected", "repair", "--edited", "IT"] },
        { "--users", ["replay", "--output", "again", "--users", "IT"] },
        { "State:Connection (--state)", ["users", "show", "u42", "--state", "IT"] },
        { "State:Connection (--state)", ["audit", "list", "--state", "IT"] },
        { "State:Connection (--state)", ["models", "list", "--state", "IT"] },
        { "State:Connection (--state)", ["cluster", "status", "--state", "IT"] },
        { "State:Connection (--state)", ["tasks", "--state", "IT"] },
        { "--config", ["config", "show", "--config", "IT"] },
        { "--token-file", ["lag", "--token-file", "IT"] },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_missing_file_is_said_with_the_option_or_argument_that_names_it(string label, string[] args)
    {
        var path = Path.Combine(_folder.Path, "none.csv");

        var run = await CommandLineRun.OfAsync(Filled(args, path));

        run.ExitCode.ShouldBe(ExitCodeOf(label));
        run.ErrorLines[^1].ShouldStartWith($"{label} is '{path}'; there is no such file.");
        File.Exists(path).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_folder_in_the_place_of_a_file_is_said_to_be_one(string label, string[] args)
    {
        var path = Path.Combine(_folder.Path, "folder.csv");
        Directory.CreateDirectory(path);

        var run = await CommandLineRun.OfAsync(Filled(args, path));

        run.ExitCode.ShouldBe(ExitCodeOf(label));
        run.ErrorLines[^1].ShouldStartWith($"{label} is '{path}', which is a folder; name a file.");
    }

    [Theory]
    [InlineData("--output", "simulate", "--output", "IT")]
    [InlineData("--report", "run", "--until-end", "--report", "IT")]
    [InlineData("--log", "tune", "THERE", "--log", "IT")]
    public async Task A_folder_in_the_place_of_a_file_to_write_is_said_to_be_one(string label, params string[] args)
    {
        var run = await CommandLineRun.OfAsync(Filled(args, _folder.Path));

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines.ShouldBe([$"{label} is '{_folder.Path}', which is a folder; name a file."]);
    }

    [Fact]
    public async Task Two_outputs_have_two_names()
    {
        var file = Path.Combine(_folder.Path, "same");

        var run = await CommandLineRun.OfAsync("simulate", "--output", file, "--catalog-output", file);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines.ShouldBe([$"--catalog-output is '{file}', and so is --output; name another file."]);
    }

    [Fact]
    public async Task A_folder_of_clicks_without_clicks_is_said_to_be_read_as_one()
    {
        var run = await CommandLineRun.OfAsync("train", _folder.Path);

        run.ErrorLines.ShouldBe([$"'{_folder.Path}' is a folder, which is read as --format eshop; it has no clicks.csv."]);
    }

    [Fact]
    public async Task A_file_or_an_empty_folder_in_the_place_of_a_lake_is_said_to_be_one()
    {
        var file = Path.Combine(_folder.Path, "tiny.csv");
        await File.WriteAllTextAsync(file, "x");

        var empty = await CommandLineRun.OfAsync("lake", "status", "--lake", _folder.Path);
        var wrong = await CommandLineRun.OfAsync("lake", "status", "--lake", file);
        var none = await CommandLineRun.OfAsync("lake", "status", "--lake", $"{file}.none");

        empty.ErrorLines.ShouldBe([$"'{_folder.Path}' (Lake:Directory, --lake) holds no lake; 'lake run' makes one."]);
        wrong.ErrorLines.ShouldBe([$"'{file}' (Lake:Directory, --lake) is a file; name the folder of a lake."]);
        none.ErrorLines.ShouldBe([$"'{file}.none' (Lake:Directory, --lake) is no folder; 'lake run' makes a lake."]);
    }

    /// <summary>A database that is not there is away, as one that cannot be reached is.</summary>
    private static int ExitCodeOf(string label) =>
        label.StartsWith("State:", StringComparison.Ordinal) ? ExitCode.Failure : ExitCode.Usage;

    private string[] Filled(string[] args, string path)
    {
        var there = Path.Combine(_folder.Path, "there.csv");
        File.WriteAllText(there, "user,item,time\nu,i,2026-01-01T00:00:00Z\n");
        return [.. args.Select(arg => arg switch { "IT" => path, "THERE" => there, _ => arg })];
    }
}
