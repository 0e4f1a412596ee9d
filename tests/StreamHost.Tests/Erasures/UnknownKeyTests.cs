using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.StreamHost.Tests.Http;

namespace StreamReco.StreamHost.Tests.Erasures;

public sealed class UnknownKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_erasure_by_a_key_that_the_nodes_do_not_have_warns_and_one_by_theirs_does_not()
    {
        var (theirs, other) = (Key("theirs", 'a'), Key("other", 'b'));
        await using var scene = await HttpScene.StartAsync(options => options.Pipeline.Privacy.ErasureKeyFile = theirs);
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");

        var right = await EraseAsync(scene, theirs);
        var wrong = await EraseAsync(scene, other);

        right.Error.ShouldNotContain("erasure key");
        wrong.Error.ShouldContain($"Node {scene.Node.Name} has the erasure key ");
        wrong.Error.ShouldContain("the nodes cannot read this erasure until they get the same key");
    }

    [Fact]
    public async Task A_node_that_answers_neither_question_is_named_once_and_the_user_is_erased_all_the_same()
    {
        var key = Key("theirs", 'a');
        await using var scene = await HttpScene.StartAsync(options => options.Pipeline.Privacy.ErasureKeyFile = key);
        await scene.UntilAsync("ready", "/health/ready", answer => answer.GetProperty("status").GetString() == "ready");
        var newest = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        await new SqlNodeDirectory(scene.Options.State.Connection).PutAsync(
            new NodeEntry(scene.Options.Kafka.Group, "gone", "http://127.0.0.1:1", "running", newest, newest), CancellationToken.None);

        var erased = await EraseAsync(scene, key);

        erased.ExitCode.ShouldBe(ExitCode.Ok, erased.Error);
        erased.ErrorLines.Count(line => line.Contains("127.0.0.1:1 ", StringComparison.Ordinal)).ShouldBe(1);
        erased.Output.ShouldStartWith("erasure ");
    }

    private static Task<CommandLineRun> EraseAsync(HttpScene scene, string key) => CommandLineRun.OfAsync(
        "users", "erase", "u1", "--bootstrap", scene.Options.Kafka.Bootstrap, "--state", scene.Options.State.Connection,
        "--set", $"Privacy:ErasureKeyFile={key}");

    private string Key(string name, char digit)
    {
        var file = Path.Combine(_folder.Path, name);
        File.WriteAllText(file, new string(digit, 64));
        return file;
    }
}
