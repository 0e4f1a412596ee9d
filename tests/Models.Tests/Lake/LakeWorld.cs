using StreamReco.Models.Events;
using StreamReco.Models.Lake;
using StreamReco.TestKit.Lake;

namespace StreamReco.Models.Tests.Lake;

/// <summary>
/// A partition's log by its seed, and writers that bring it into a lake as a process does: open, recover, gather, commit.
/// </summary>
internal sealed class LakeWorld(int seed, int offsets)
{
    private const long DayMs = 86_400_000;
    private const long BeginMs = 1_735_689_600_000; // 2025-01-01

    private readonly string[] _fates =
        [.. new Random(seed).GetItems<string>(["applied", "applied", "applied", "rejected", "duplicate", "gap"], offsets)];

    public MemoryDisk Disk { get; } = new(seed);

    public IEnumerable<long> Applied => Offsets("applied");

    public IEnumerable<long> Refused => Offsets("rejected").Concat(Offsets("duplicate")).Order();

    public static string UserOf(long offset) => $"user-{offset * 7 % 5}";

    public static ClickLake Open(ILakeFiles files, string writer) =>
        ClickLake.Begin(files, "clicks", new LakeWriter(writer, "test", TimeProvider.System));

    /// <summary>One process: goes on where the lake ends, commits spans, and now and then replaces files.</summary>
    /// <param name="files">Its view of the disk.</param>
    /// <param name="writer">Its name.</param>
    /// <param name="random">How it cuts its spans.</param>
    /// <param name="commits">Commits after which it ends.</param>
    public void Run(CrashingLakeFiles files, string writer, Random random, int commits)
    {
        var lake = Open(files, writer);
        var log = lake.LogOf(0);
        log.Recover();
        var span = new LakeSpan(lake, log);
        for (var commit = 0; commit < commits && (span.Next ?? 0) < offsets; commit++)
        {
            Gather(span, random.Next(1, 12));
            span.Commit(nextVerdict: 0, rules: "r");
            if (random.Next(4) == 0)
            {
                new LakeRewriting(lake, log).Compact(CancellationToken.None);
            }
        }
    }

    public void Gather(LakeSpan span, int count)
    {
        var click = new ClickEvent();
        for (; count > 0 && (span.Next ?? 0) < offsets; count--)
        {
            var offset = span.Next ?? 0;
            var fate = _fates[offset];
            span.Account(offset, 1, fate);
            if (fate == "applied")
            {
                Fill(click, offset);
                span.Events.Add(click, ReceivedMs(offset), offset);
            }
            else if (fate != "gap")
            {
                span.Rejected.Add(
                    new StoredRecord(offset, ReceivedMs(offset), [1], [(byte)offset], [new("h", [2])]), fate, UserOf(offset));
            }
        }
    }

    public static void Fill(ClickEvent click, long offset)
    {
        click.Clear();
        click.SetUserId(UserOf(offset));
        click.SetSessionId(offset % 3 == 0 ? "" : $"s{offset % 4}");
        (click.HasEventId, click.EventIdHash, click.Type) = (true, (ulong)offset * 977, EventType.ViewItem);
        click.EventTimeMs = BeginMs + (offset / 20 * DayMs) + offset;
        for (var i = 0; i < offset % 4; i++)
        {
            click.AddItem(new ItemTouch($"i{i}", i == 0 ? null : "shoes", i == 1 ? double.NaN : 1.99995 + i, i + 1) { Position = i });
        }
    }

    /// <summary>What is wrong with the lake as it is; empty if every offset below the end is there once.</summary>
    public void ShouldBeWhole(ILakeFiles files)
    {
        var lake = Open(files, "reader");
        new LakeCheck(lake).Verify(CancellationToken.None).ShouldBeEmpty();
        var log = lake.LogOf(0);
        var end = log.Newest()?.To ?? -1;
        OffsetsIn<EventRows>(files, log, EventRows.Name).ShouldBe(Applied.Where(offset => offset <= end));
        OffsetsIn<RejectedRows>(files, log, RejectedRows.Name).ShouldBe(Refused.Where(offset => offset <= end));
        foreach (var offset in Applied.Where(offset => offset <= end).TakeLast(1))
        {
            var day = LakePaths.DayText(LakePaths.DayOf(BeginMs + (offset / 20 * DayMs) + offset));
            log.FilesOf(EventRows.Name, offset).Count(file => LakePaths.DayTextOf(file.Path) == day).ShouldBe(1);
        }
    }

    private static IEnumerable<long> OffsetsIn<T>(ILakeFiles files, LakeLog log, string table)
        where T : ILakeRows
    {
        var rows = LakeTables.RowsOf(table);
        foreach (var file in log.Live().Where(file => file.Table == table))
        {
            var before = rows.Count;
            rows.Read(files, file.Path);
            (rows.Count - before).ShouldBe((int)file.Rows);
        }

        return rows is EventRows events
            ? events.Rows.Take(events.Count).Select(row => row.Offset).Order()
            : ((RejectedRows)rows).Rows.Take(rows.Count).Select(row => row.Offset).Order();
    }

    private static long ReceivedMs(long offset) => BeginMs + (offset / 20 * DayMs) + offset + 3;

    private IEnumerable<long> Offsets(string fate) =>
        Enumerable.Range(0, offsets).Where(offset => _fates[offset] == fate).Select(offset => (long)offset);
}
