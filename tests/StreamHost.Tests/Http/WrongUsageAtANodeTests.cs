using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>A value out of range has one exit code, whether the command finds it or the node that it asks.</summary>
public sealed class WrongUsageAtANodeTests
{
    [Fact]
    public async Task What_a_node_cannot_take_is_wrong_usage_and_what_it_does_not_know_is_a_failure()
    {
        using var folder = new TemporaryFolder();
        var (text, definition) = (Path.Combine(folder.Path, "bad.json"), Path.Combine(folder.Path, "empty.json"));
        await File.WriteAllTextAsync(text, "x");
        await File.WriteAllTextAsync(definition, "{}");
        var overlapping = Path.Combine(folder.Path, "overlapping.json");
        await File.WriteAllTextAsync(overlapping, """{"id":"x","arms":[{"name":"a","ranges":[[0,500000]]},{"name":"b","ranges":[[400000,1000000]]}]}""");
        await using var scene = await HttpScene.ReadyAsync();
        string[][] wrong =
        [
            ["search", ""], ["search", "cable", "--sort", "cheap"], ["search", new string('x', 9_000)], ["identities", "link", "a", "a"],
            ["experiments", "start", text], ["experiments", "start", definition],
            ["experiments", "start", overlapping], ["bots", "apply", text],
        ];

        foreach (var command in wrong)
        {
            (await RunAsync(scene, command)).ExitCode.ShouldBe(ExitCode.Usage, string.Join(' ', command));
        }

        (await RunAsync(scene, "cluster", "drain", "nobody")).ExitCode.ShouldBe(ExitCode.Failure);
    }

    private static Task<CommandLineRun> RunAsync(HttpScene scene, params string[] command) =>
        CommandLineRun.OfAsync([.. command, "--node", scene.Http.Url]);
}
