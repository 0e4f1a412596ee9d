using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.StreamHost.Tests.Http;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>A long command in a process of its own, as an operator of the cluster sees it.</summary>
public sealed class SeenCommandTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_training_is_seen_with_its_progress_by_nodes_and_without_any_and_its_silence_once_it_is_killed()
    {
        var state = Path.Combine(_folder.Path, "state.db");
        var scene = await HttpScene.StartAsync(options => options.State.Connection = state);
        var directory = new SqlTaskDirectory(state);
        using var training = HostProcess.Start(
            _folder.Path, new Dictionary<string, string>(), "train", Clicks(), "--algorithm", "ials", "--epochs", "100000",
            "--dimensions", "8", "--output", "next", "--state", state);
        await scene.UntilAsync("the training moves", "/admin/v1/cluster/tasks", tasks => tasks.ValueKind == JsonValueKind.Array
            && tasks.EnumerateArray().Any(task => task.GetProperty("kind").GetString() == "training"
                && task.GetProperty("done").GetDouble() > 0 && task.GetProperty("eta_seconds").ValueKind == JsonValueKind.Number));

        var byNode = await CommandLineRun.OfAsync("tasks", "--node", scene.Http.Url);
        await scene.DisposeAsync();
        var byState = await CommandLineRun.OfAsync("tasks", "--state", state);
        await training.KillAsync();
        var left = await directory.TasksAsync(scene.Options.Kafka.Group, default);

        foreach (var run in new[] { byNode, byState })
        {
            run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
            run.Output.ShouldMatch(@"training\s+next\s+\d+ %.*epoch \d+ of 100000");
        }

        PublishedTasks.Of(left, left.Single().SeenAt.AddSeconds(60)).Single().SilentSeconds.ShouldBe(60);
    }

    [Fact]
    public async Task A_training_that_ends_in_good_order_leaves_nothing_behind()
    {
        var state = Path.Combine(_folder.Path, "state.db");
        await using (var store = ShardStoreFactory.Create(state))
        {
            await store.InitializeAsync(default);
        }

        using var training = HostProcess.Start(
            _folder.Path, new Dictionary<string, string>(), "train", Clicks(), "--algorithm", "ials", "--epochs", "1",
            "--dimensions", "4", "--state", state);

        (await training.EndAsync(_patience)).ShouldBe(ExitCode.Ok, training.Error);
        (await new SqlTaskDirectory(state).TasksAsync("streamreco", default)).ShouldBeEmpty();
        (await CommandLineRun.OfAsync("tasks", "--state", state)).Output.ShouldContain("nothing takes its time now");
    }

    private string Clicks()
    {
        var text = new StringBuilder("SessionId\tItemId\tTime\n");
        for (var i = 0; i < 400; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i / 4}\ti{((i / 4) + (i % 4)) % 12}\t{1_600_000_000 + (i * 10)}\n");
        }

        var path = Path.Combine(_folder.Path, "clicks.txt");
        File.WriteAllText(path, text.ToString());
        return path;
    }
}
