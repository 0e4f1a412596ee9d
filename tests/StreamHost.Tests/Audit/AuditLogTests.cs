using Microsoft.Extensions.Logging.Abstractions;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Audit;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Tests.Audit;

public sealed class AuditLogTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Entries_are_written_in_their_order_and_what_waits_at_the_end_too()
    {
        var trail = new ScriptedTrail();
        await using (var log = Log(trail))
        {
            for (var i = 0; i < 1_200; i++)
            {
                log.Add(AuditEntries.Of(i));
            }
        }

        trail.Written.Select(entry => entry.Id).ShouldBe(Enumerable.Range(0, 1_200).Select(i => $"id-{i}"));
    }

    [Fact]
    public async Task A_database_that_is_away_loses_nothing_and_is_said_until_it_is_back()
    {
        var trail = new ScriptedTrail { IsAway = true };
        await using var log = Log(trail);

        log.Add(AuditEntries.Of(1));
        await Waiting.UntilAsync("the failure is seen", () => log.Away is not null, _patience);
        log.Add(AuditEntries.Of(2));
        log.Notes().ShouldHaveSingleItem().ShouldBe("The audit trail cannot be written: away");
        trail.IsAway = false;
        await Waiting.UntilAsync("all is written", () => log.Written == 2, _patience);

        trail.Written.Select(entry => entry.Id).ShouldBe(["id-1", "id-2"]);
        log.Notes().ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_waits_for_a_record_hears_that_it_stands_or_that_it_does_not()
    {
        var trail = new ScriptedTrail();
        await using var log = Log(trail, required: true);

        (await log.WriteAsync(AuditEntries.Of(1), default)).ShouldBeTrue();
        trail.Written.Count.ShouldBe(1);
        trail.IsAway = true;
        (await log.WriteAsync(AuditEntries.Of(2), default)).ShouldBeFalse();
        log.Notes().ShouldHaveSingleItem().ShouldContain("Reads of persons are refused (Audit:Required is true).");
        trail.IsAway = false;
        log.Add(AuditEntries.Of(3));
        await Waiting.UntilAsync("the next is written", () => log.Written == 2, _patience);

        trail.Written.Select(entry => entry.Id).ShouldBe(["id-1", "id-3"]);
    }

    [Fact]
    public async Task Who_waits_behind_records_that_cannot_be_written_hears_of_it_at_once()
    {
        var held = new TaskCompletionSource();
        var trail = new ScriptedTrail { IsAway = true, Hold = held.Task };
        await using var log = Log(trail, required: true, waitMs: 60_000);
        log.Add(AuditEntries.Of(1));
        await Waiting.UntilAsync("the first is on its way", () => trail.Tries > 0, _patience);

        var second = log.WriteAsync(AuditEntries.Of(2), default);
        second.IsCompleted.ShouldBeFalse();
        held.SetResult();

        (await second.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeFalse();
        trail.IsAway = false;
        await Waiting.UntilAsync("the first is written", () => log.Written == 1, _patience);
        trail.Written.Select(entry => entry.Id).ShouldBe(["id-1"]);
    }

    [Fact]
    public async Task Beyond_its_bound_entries_are_lost_counted_and_a_record_says_how_many()
    {
        var trail = new ScriptedTrail { IsAway = true };
        await using var log = Log(trail, queueMax: 100);
        log.Add(AuditEntries.Of(0));
        await Waiting.UntilAsync("the failure is seen", () => log.Away is not null, _patience);

        for (var i = 1; i <= 130; i++)
        {
            log.Add(AuditEntries.Of(i));
        }

        log.Lost.ShouldBe(30);
        log.Notes().Last().ShouldBe("30 records of the audit trail were lost: more than Audit:QueueMax (100) waited.");
        trail.IsAway = false;
        await Waiting.UntilAsync("the rest is written", () => log.Written == 102, _patience);
        trail.Written.Single(entry => entry.What == "audit").About.ShouldBe("30 records were lost");
    }

    [Fact]
    public async Task Requests_that_come_again_and_again_are_one_record_of_how_many()
    {
        var trail = new ScriptedTrail();
        await using (var log = Log(trail))
        {
            for (var i = 0; i < 40; i++)
            {
                log.AddRepeated(AuditEntries.Of(i));
            }
        }

        trail.Written.Select(entry => entry.Times).ShouldBe([1, 39]);
    }

    private static AuditLog Log(IAuditTrail trail, bool required = false, int queueMax = 10_000, int waitMs = 2_000) => new(
        trail, "g", new AuditOptions { Required = required, QueueMax = queueMax, WaitMs = waitMs }, NullLogger.Instance, TimeProvider.System);

    /// <summary>A trail in memory that can be away.</summary>
    private sealed class ScriptedTrail : IAuditTrail
    {
        private volatile bool _isAway;
        private volatile int _tries;

        public bool IsAway
        {
            get => _isAway;
            set => _isAway = value;
        }

        public List<AuditEntry> Written { get; } = [];

        /// <summary>Ends before anything is written.</summary>
        public Task Hold { get; init; } = Task.CompletedTask;

        public int Tries => _tries;

        public async Task<AuditHead> AppendAsync(string group, IReadOnlyList<AuditEntry> entries, CancellationToken cancel)
        {
            _tries++;
            await Hold;
            if (IsAway)
            {
                throw new StoreUnavailableException("away", new IOException("away"));
            }

            Written.AddRange(entries);
            return new AuditHead(Written.Count, AuditChain.Root);
        }

        public Task<IReadOnlyList<StoredAudit>> ReadAsync(string group, long after, int max, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<StoredAudit>>([]);

        public Task<IReadOnlyList<StoredAudit>> NewestAsync(string group, AuditQuery query, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<StoredAudit>>([]);

        public Task<AuditHead?> HeadAsync(string group, CancellationToken cancel) => Task.FromResult<AuditHead?>(null);

        public Task<string?> PersonOfAsync(string group, string user, CancellationToken cancel) => Task.FromResult<string?>(null);
    }
}
