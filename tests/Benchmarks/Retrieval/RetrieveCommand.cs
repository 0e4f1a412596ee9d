using System.CommandLine;
using System.Globalization;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.TestKit;

namespace StreamReco.Benchmarks.Retrieval;

/// <summary>Command <c>retrieve</c>.</summary>
internal sealed class RetrieveCommand : Command
{
    private const int QueriesMax = 5_000;
    private const int Rounds = 7;

    private static readonly string[] _sources =
        ["vmis-knn", "knn", "slist", "rules", "transitions", "popular", "trending"];

    public RetrieveCommand()
        : base(
            "retrieve",
            """
            Each source of candidates on the test queries of bol and Diginetica: µs a query on one thread, of seven rounds
            the shortest. Beside them VMIS-kNN with hash maps and heaps, at the same settings as vmis-knn (k = m = 500,
            the last two items), in the same process; the last column is its mean / the source's mean. Last, a shard's live
            state: the newest training clicks taken in once more (Observe), and kNN with them beside the model.
            """) =>
        SetAction(_ => Run());

    private static int Run()
    {
        if (SharedFolder.Path is null)
        {
            Console.Error.WriteLine("retrieve needs the public data sets: set STREAMRECO_SHARED to the folder that holds data/.");
            return 2;
        }

        Console.WriteLine("data        source            p50 us   p90 us   p99 us  mean us  plain/this");
        Measure(
            "bol",
            EvaluationFiles.Load(EvaluationProtocol.Sessions, Data("bol-sessions", "train.txt"), Data("bol-sessions", "test.txt"), default),
            SourceSettings.TimedSessions);
        Measure(
            "diginetica",
            EvaluationFiles.Load(
                EvaluationProtocol.SessionExamples,
                Data("diginetica", "train_sessions.txt"),
                Data("diginetica", "test_examples.tsv"),
                default),
            SourceSettings.Sessions);
        return 0;
    }

    private static void Measure(string name, EvaluationSet set, SourceSettings settings)
    {
        string[] ids = [.. set.Train.Clicks.Select(click => click.ItemId).Distinct(StringComparer.Ordinal)];
        var rowOf = ids.Select((id, row) => KeyValuePair.Create(id, row)).ToDictionary(StringComparer.Ordinal);
        var random = new Random(1);
        int[][] queries =
        [
            .. set.Examples
                .Select(example => example.Prefix.Where(click => rowOf.ContainsKey(click.ItemId))
                    .Select(click => rowOf[click.ItemId]).ToArray())
                .Where(rows => rows.Length > 0)
                .OrderBy(_ => random.Next())
                .Take(QueriesMax),
        ];
        var log = SessionLog.Of(set.Train, ids, settings.Unit);
        var plain = QueryTimes.Of(new HashedVmisKnn(log), ids.Length, queries, Rounds);
        Print(name, "hashed vmis-knn", plain, plain);
        foreach (var source in _sources)
        {
            var made = CandidateSources.Fit(source, log, settings, new ParallelOptions())();
            Print(name, source, QueryTimes.Of(made, ids.Length, queries, Rounds), plain);
        }

        var parts = new LiveMeasure(log, settings);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-11} {"observe",-15} {parts.ObserveMicros(),35:F2}"));
        Print(name, "knn, live", QueryTimes.Of(parts.Neighbours, ids.Length, queries, Rounds), plain);
    }

    private static void Print(string data, string source, QueryTimes times, QueryTimes plain) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{data,-11} {source,-15} {times.Percentile(0.5),8:F1} {times.Percentile(0.9),8:F1} {times.Percentile(0.99),8:F1} "
                + $"{times.Mean,8:F1} {plain.Mean / times.Mean,11:F1}"));

    private static string Data(params string[] parts) => SharedFolder.Data(parts);
}
