using System.Diagnostics;
using System.Globalization;
using System.Text;
using StreamReco.Models.Lake;
using StreamReco.Stages;
using StreamReco.Stages.Lake;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.Shards;
using StreamReco.Stages.Verdicts;

namespace StreamReco.Benchmarks.Lake;

/// <summary>
/// What a lake costs: clicks that a partition holds already are decoded, joined with their verdicts and written to a disk, by
/// the classes that 'lake run' uses; then users are erased. Kafka's client is not among it.
/// </summary>
internal static class LakeBenchmark
{
    private const int BatchRecords = 500;
    private const int RowsPerCommit = 512 * 1024;
    private const int Items = 20_000;
    private const long BeginMs = 1_735_689_600_000;
    private const long DayMs = 86_400_000;

    public static void Write(string folder, int clicks, int users, int days, int erased, TextWriter output)
    {
        var lake = ClickLake.Begin(new DiskLakeFiles(folder), "clicks", new LakeWriter("benchmark", "benchmark", TimeProvider.System));
        var log = new ClickLog(clicks, users, days);
        var options = new PipelineOptions();
        var limits = new LakeOptions { CommitRowsMax = RowsPerCommit, CommitEveryMs = 86_400_000 };
        var sources = new LakeSources(
            new LakeSource(LakeTopicWords.Clicks, "clicks", log.Clicks, () => LogReach.From(0)),
            new LakeSource(LakeTopicWords.Verdicts, "verdicts", log.Verdicts, () => LogReach.From(0)));
        var cpu = Cpu();
        using (var partition = new LakePartition(lake, 0, sources, options, limits, false, TimeSpan.FromSeconds(1), TimeProvider.System))
        {
            while (!partition.IsAtEnd)
            {
                partition.Step(TimeSpan.Zero, CancellationToken.None);
            }

            partition.Commit();
        }

        var making = log.Making;
        var status = LakeStatus.Of(lake)[0];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{clicks:N0} clicks: {(Cpu() - cpu - making).TotalSeconds:0.00} s CPU (decoding and flushing among it), {status.Files} files, {status.Bytes / 1e6:0.0} MB, {status.Commits} commits"));
        for (var i = 0; i < erased; i++)
        {
            cpu = Cpu();
            var rows = new LakeRewriting(lake, lake.LogOf(0)).Erase(UserOf(i * 7), CancellationToken.None);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"erasing 1 of {users:N0} users: {(Cpu() - cpu).TotalSeconds:0.00} s CPU, {rows} rows"));
        }

        cpu = Cpu();
        var problems = new LakeCheck(lake).Verify(CancellationToken.None);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"verify: {(Cpu() - cpu).TotalSeconds:0.00} s CPU, {problems.Count} problems"));
    }

    private static string UserOf(int number) => string.Create(CultureInfo.InvariantCulture, $"user-{number:D8}");

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    /// <summary>Clicks made as they are read; the CPU of their making is measured apart.</summary>
    private sealed class ClickLog(int count, int users, int days)
    {
        public TimeSpan Making { get; private set; }

        public IPartitionReader Clicks(long from) => new Reader(count, from, Make);

        public IPartitionReader Verdicts(long from) => new Reader((count + BatchRecords - 1) / BatchRecords, from, Judge);

        private LogRecord Make(long offset)
        {
            var started = Stopwatch.GetTimestamp();
            var random = (offset * 2_654_435_761L) & 0x7fff_ffff;
            var timeMs = BeginMs + (offset * days * DayMs / count);
            var value = Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"event_id\":\"{offset:x16}{random:x16}\",\"event_type\":\"view_item\",\"user_id\":\"{UserOf((int)(random % users))}\",\"session_id\":\"s{offset / 7}\",\"timestamp\":{timeMs},\"items\":[{{\"item_id\":\"item-{random % Items}\",\"category\":\"c{random % 40}\",\"price\":{(random % 9_999) / 100.0:0.00}}}]}}"));
            Making += Stopwatch.GetElapsedTime(started);
            return new LogRecord(offset, timeMs + 5, null, value, null);
        }

        private LogRecord Judge(long batch)
        {
            var (from, to) = (batch * BatchRecords, Math.Min(count, (batch + 1) * BatchRecords) - 1);
            var verdicts = new BatchVerdicts(from, to, $"{to - from + 1}A");
            return new LogRecord(batch, 0, null, new VerdictRecord(0, verdicts, "benchmark").ToBytes(), null);
        }

        private sealed class Reader(long end, long from, Func<long, LogRecord> make) : IPartitionReader
        {
            private long _next = from;

            public bool IsAtEnd => _next >= end;

            public RecordBatch? Read(int recordsMax, TimeSpan wait)
            {
                if (IsAtEnd)
                {
                    return null;
                }

                var records = new List<LogRecord>();
                for (; records.Count < Math.Min(recordsMax, BatchRecords) && !IsAtEnd; _next++)
                {
                    records.Add(make(_next));
                }

                return new RecordBatch(records, _next);
            }

            public void Dispose()
            {
                // Nothing is open.
            }
        }
    }
}
