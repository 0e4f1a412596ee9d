using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>Long work does not begin where its result could not be written.</summary>
public sealed class OutputPlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--output", "train", "CLICKS", "--output", "CLICKS")]
    [InlineData("--output", "train", "CLICKS", "--output", "NOWHERE")]
    [InlineData("--output", "tune", "CLICKS", "--output", "NOWHERE")]
    [InlineData("--log", "tune", "CLICKS", "--output", "FREE", "--log", "NOWHERE")]
    [InlineData("--report", "evaluate", "--protocol", "sessions", "--train", "CLICKS", "--test", "CLICKS", "--report", "NOWHERE")]
    [InlineData("--plot", "evaluate", "--protocol", "sessions", "--train", "CLICKS", "--test", "CLICKS", "--plot", "NOWHERE")]
    [InlineData("--report", "run", "--until-end", "--report", "NOWHERE")]
    [InlineData("--report", "replay", "--output", "again", "--report", "NOWHERE")]
    public async Task A_place_that_cannot_be_written_ends_it_at_once_in_one_line_that_names_the_option(string option, params string[] args)
    {
        var clicks = Path.Combine(_folder.Path, "clicks.txt");
        await File.WriteAllTextAsync(clicks, "SessionId\tItemId\tTime\n1\ta\t1600000001\n1\tb\t1600000002\n2\ta\t1600000003\n2\tb\t1600000004\n");
        var nowhere = Path.Combine(clicks, "below a file");

        var run = await CommandLineRun.OfAsync([.. args.Select(arg => arg switch
        {
            "CLICKS" => clicks,
            "NOWHERE" => nowhere,
            "FREE" => Path.Combine(_folder.Path, "free"),
            _ => arg,
        })]);

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines.ShouldHaveSingleItem().ShouldStartWith($"{option} is '");
        run.Output.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).ShouldBe(["clicks.txt"]);
        (await File.ReadAllTextAsync(clicks)).ShouldEndWith("\n2\tb\t1600000004\n");
    }

    [Fact]
    public void A_place_that_can_be_written_stays_as_it_was()
    {
        var (file, there) = (Path.Combine(_folder.Path, "new.json"), Path.Combine(_folder.Path, "there.json"));
        File.WriteAllText(there, "kept");

        OutputPlace.CheckFile("--report", file);
        OutputPlace.CheckFile("--report", there);
        OutputPlace.CheckModel("--output", Path.Combine(_folder.Path, "model"));

        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([there]);
        File.ReadAllText(there).ShouldBe("kept");
    }
}
