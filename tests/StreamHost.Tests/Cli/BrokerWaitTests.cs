using StreamReco.StreamHost.Terminal;
using StreamReco.TestKit.Servers;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>What a command waits for is said before it gives up. For the clock of these tests the three seconds before that are over at once.</summary>
public sealed class BrokerWaitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rejected", "list")]
    [InlineData("rejected", "show")]
    [InlineData("topics", "create")]
    [InlineData("users", "erasures", "list")]
    [InlineData("users", "erase", "u42", "--alone")]
    public async Task A_command_without_its_broker_says_where_it_looks_for_one(params string[] command)
    {
        using var closed = new ClosedPort();

        var run = await RunAsync([.. command, "--bootstrap", closed.Address]);

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines[0].ShouldBe($"still waiting for the brokers at {closed.Address} (--bootstrap); one that is silent is given up after 0.5 s (Kafka:RequestTimeoutMs)");
        run.ErrorLines.Length.ShouldBe(2, run.Error);
    }

    [Fact]
    public async Task A_quiet_one_says_what_came_of_it_alone()
    {
        using var closed = new ClosedPort();

        (await RunAsync("rejected", "list", "--quiet", "--bootstrap", closed.Address)).ErrorLines.Length.ShouldBe(1);
    }

    private async Task<CommandLineRun> RunAsync(params string[] command)
    {
        var key = Path.Combine(_folder.Path, "erasure.key");
        await File.WriteAllTextAsync(key, new string('k', 32));
        return await CommandLineRun.OfAsync(
            new ImpatientTime(), [.. command, "--set", "Kafka:RequestTimeoutMs=500", "--set", $"Privacy:ErasureKeyFile={key}"]);
    }

    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == TimeSpan.FromSeconds(3))
            {
                callback(state); // here and now, so that no other thread speaks when the command has ended
                return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
