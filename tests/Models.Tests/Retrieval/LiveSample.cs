using System.Buffers;
using StreamReco.Models.Events;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Counts;
using StreamReco.Models.Retrieval.Live;
using StreamReco.Models.Retrieval.Neighbours;
using StreamReco.Models.Retrieval.Pairs;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Tests.Retrieval;

/// <summary>A model's parts, what a shard took in beside them, and all that can be asked of both.</summary>
internal sealed class LiveSample
{
    public static readonly SessionKnnSettings Knn = new() { AgeShare = 0, Neighbours = 15, Candidates = 40 };

    private readonly SessionKnnIndex _index;
    private readonly PairTable _pairs;
    private readonly ItemCounts _counts;
    private readonly Dictionary<ulong, List<int>> _histories = [];

    public LiveSample(SessionLog log, LiveClicksOptions? options = null, SessionKnnSettings? knn = null)
    {
        _index = SessionKnnIndex.Fit(log, knn ?? Knn);
        _pairs = PairTable.Fit(log, new PairSettings(), new ParallelOptions { MaxDegreeOfParallelism = 1 });
        _counts = ItemCounts.Fit(log);
        Live = new LiveClicks(_counts, _pairs, _index, options ?? new LiveClicksOptions());
        Sources =
        [
            new SessionKnnSource(_index, Live),
            new TransitionsSource(_pairs, Live),
            new RulesSource(_pairs, new RulesSettings(), Live),
            new PopularSource(_counts, Live),
            new TrendingSource(_counts, Live),
        ];
        Statistics = new ItemStatistics(_counts, _pairs, Live);
    }

    public LiveClicks Live { get; }

    public ICandidateSource[] Sources { get; }

    public ItemStatistics Statistics { get; }

    /// <summary>The user of a session: every fourth session is the same one's.</summary>
    public static ulong UserOf(ulong session) => 1_000 + (session % 4);

    /// <summary>Clicks of sessions that begin in their order but mix, as those of a shop do.</summary>
    public static List<(ulong Key, int Row, long TimeMs)> Mixed(int[][] sessions, int firstNumber, int seed)
    {
        var random = new Random(seed);
        var clicks = new List<(ulong, int, long)>();
        var open = new List<(int Session, int Place)>();
        for (var session = 0; session < sessions.Length || open.Count > 0;)
        {
            if (session < sessions.Length && (open.Count == 0 || random.Next(3) == 0))
            {
                open.Add((session++, 0));
            }

            // A session that began is clicked at once, so that sessions begin in the order of their numbers.
            var at = open.FindIndex(entry => entry.Place == 0);
            at = at < 0 ? random.Next(open.Count) : at;
            var (number, place) = open[at];
            clicks.Add(
                ((ulong)(firstNumber + number), sessions[number][place], Logs.TimeOf(firstNumber + number, place)));
            open[at] = (number, place + 1);
            if (place + 1 == sessions[number].Length)
            {
                open.RemoveAt(at);
            }
        }

        return clicks;
    }

    public void Observe(IEnumerable<(ulong Key, int Row, long TimeMs)> clicks)
    {
        foreach (var (key, row, timeMs) in clicks)
        {
            if (!_histories.TryGetValue(key, out var history))
            {
                _histories[key] = history = [];
            }

            int[] rows = [.. history];
            var before = new SessionQuery
            {
                Rows = rows,
                TimesMs = new long[rows.Length],
                SessionStart = 0,
                AsOfMs = timeMs,
            };
            Live.Observe(new SessionClick(key, row, timeMs, EventType.ViewItem) { UserKey = UserOf(key) }, before);
            history.Add(row);
        }
    }

    public byte[] Bytes()
    {
        var output = new ArrayBufferWriter<byte>();
        LiveClicksCodec.Write(Live, row => $"i{row}", output);
        return output.WrittenSpan.ToArray();
    }

    public LiveSample Restored(SessionLog log, LiveClicksOptions? options = null)
    {
        var sample = new LiveSample(log, options);
        LiveClicksCodec.Read(Bytes(), id => int.Parse(id.AsSpan(1)), sample.Live);
        return sample;
    }

    /// <summary>Every count and score that there is, as text: equal texts are equal bits.</summary>
    public string Everything(params int[] query)
    {
        var items = Live.Items;
        var scores = Sources.Select(source =>
            source.Name + ": " + string.Join(' ', Logs.Ask(source, items, query).Select(pair => $"{pair.Key}={pair.Value:R}")));
        var counts = Enumerable.Range(0, items).Select(row =>
            $"{row}: {Statistics.Clicks(row)} {Statistics.RecentClicks(row, 0)} {Statistics.RecentClicks(row, 1)} "
            + $"{Statistics.RecentClicks(row, 2)} {Statistics.FirstSeenAge(row)} {Statistics.LastSeenAge(row)} "
            + $"{Statistics.RepeatRate(row):R} {Statistics.EndRate(row):R}");
        return string.Join('\n', scores.Concat(counts).Append($"{Live.Sessions} {Live.Clicks} {Statistics.Sessions}"));
    }
}
