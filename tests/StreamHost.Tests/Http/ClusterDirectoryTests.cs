using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Sql;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class ClusterDirectoryTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly FullDisk _database = new();

    [Fact]
    public async Task A_database_that_can_be_read_but_not_written_is_away_until_a_sign_of_life_is_written()
    {
        using var stop = new CancellationTokenSource();
        var directory = new ClusterDirectory(
            _database, "reco", () => new NodeEntry("reco", "n1", "http://127.0.0.1:1", "running", _time.NowMs, _time.NowMs), _time,
            NullLogger.Instance);
        _database.IsFull = true;

        var run = directory.RunAsync(stop.Token);
        await _time.WaitForTimersAsync(1);
        var afterTheWrite = directory.Away;
        await directory.ViewAsync(fresh: true, CancellationToken.None);
        var afterARead = directory.Away;
        _database.IsFull = false;
        await _database.WrittenAsync(_time);
        await Waiting.UntilAsync("the database is there", () => directory.Away is null, TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await run;

        afterTheWrite.ShouldBe("The state database is away: database or disk is full");
        afterARead.ShouldBe(afterTheWrite);
    }

    /// <summary>A database whose disk is full: it answers questions and takes nothing.</summary>
    private sealed class FullDisk : INodeDirectory
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsFull { get; set; }

        /// <summary>Lets time pass until a sign of life is written.</summary>
        public async Task WrittenAsync(ManualTimeProvider time)
        {
            while (!_written.Task.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(2));
                await Task.Yield();
            }
        }

        public Task InitializeAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task PutAsync(NodeEntry node, CancellationToken cancel)
        {
            if (IsFull)
            {
                throw new StoreUnavailableException("database or disk is full", new IOException());
            }

            _written.TrySetResult();
            return Task.CompletedTask;
        }

        public Task RemoveAsync(string pipeline, string name, CancellationToken cancel) => Task.CompletedTask;

        public Task<IReadOnlyList<NodeEntry>> NodesAsync(string pipeline, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<NodeEntry>>([]);

        public Task<IReadOnlyList<LeaseEntry>> LeasesAsync(string pipeline, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<LeaseEntry>>([]);
    }
}
