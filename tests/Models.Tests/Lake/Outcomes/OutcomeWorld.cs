using System.Globalization;
using System.Text;
using StreamReco.Models.Events;
using StreamReco.Models.Lake;
using StreamReco.Models.Lake.Outcomes;
using StreamReco.TestKit.Lake;

namespace StreamReco.Models.Tests.Lake.Outcomes;

/// <summary>
/// Clicks and answers by a seed, in two partitions of each, some of them late; a writer that commits them in spans; and the labels as they
/// follow from the whole, found in the plainest way.
/// </summary>
internal sealed class OutcomeWorld
{
    public const long HorizonMs = 60_000;

    private const int Partitions = 2;
    private const long BeginMs = 1_735_689_600_000; // 2025-01-01
    private const int Items = 6;
    private const int Shown = 3;

    private readonly Random _random;
    private readonly List<Click>[] _clicks = [[], []];
    private readonly List<Answer>[] _answers = [[], []];

    public OutcomeWorld(int seed, int clicks)
    {
        _random = new Random(seed);
        Disk = new MemoryDisk(seed);
        for (var i = 0; i < clicks; i++)
        {
            Make(i);
        }
    }

    public MemoryDisk Disk { get; }

    public static OutcomeSettings Settings(int rowsMax) => new(HorizonMs, LateMs: 365L * 86_400_000, rowsMax);

    public static ClickLake Open(ILakeFiles files, string writer) => LakeWorld.Open(files, writer);

    /// <summary>Commits what is next of a partition of clicks and answers.</summary>
    /// <returns>Whether anything was left.</returns>
    public bool Commit(ClickLake lake, int count)
    {
        var did = false;
        for (var partition = 0; partition < Partitions; partition++)
        {
            var span = Span(lake, LakeStream.Clicks, partition);
            var (from, click) = ((int)(span.Next ?? 0), new ClickEvent());
            foreach (var one in _clicks[partition].Skip(from).Take(_random.Next(count + 1)))
            {
                Fill(click, one);
                span.Account(one.Offset, 1, "applied", one.ReceivedMs);
                span.Events.Add(click, one.ReceivedMs, one.Offset);
            }

            did |= from < _clicks[partition].Count;
            span.Commit(0, "r");
            span = Span(lake, LakeStream.Answers, partition);
            from = (int)(span.Next ?? 0);
            foreach (var one in _answers[partition].Skip(from).Take(_random.Next(count + 1)))
            {
                span.Account(one.Offset, 1, "answer", one.ReceivedMs);
                span.Answers.Add(JsonOf(one), one.Offset).ShouldBeTrue();
            }

            did |= from < _answers[partition].Count;
            span.Commit(0, "");
        }

        return did;
    }

    /// <summary>The newest labels in the lake, a line each; fails where a version is missing or there twice.</summary>
    public static IReadOnlyList<string> LabelsIn(ClickLake lake)
    {
        var rows = new OutcomeRows();
        var log = OutcomeFence.LogOf(lake);
        log.Recover();
        foreach (var file in log.Live())
        {
            rows.Read(lake.Files, file.Path);
        }

        foreach (var answer in Enumerable.Range(0, rows.Count).GroupBy(i => (rows.Rows[i].AnswerPartition, rows.Rows[i].AnswerOffset)))
        {
            answer.Select(i => rows.Rows[i].Version).Order().ShouldBe(Enumerable.Range(1, answer.Count()));
        }

        return [.. new OutcomeReading(lake).Items(CancellationToken.None).Select(item => LineOf(item.AnswerPartition, item.AnswerOffset, item.ItemId, item.Outcome))];
    }

    /// <summary>The labels of all answers by all clicks.</summary>
    public IReadOnlyList<string> Expected(Func<string, bool>? isErased = null) =>
    [
        .. from partition in Enumerable.Range(0, Partitions)
           from answer in _answers[partition]
           where isErased?.Invoke(answer.User) != true
           orderby DateOf(answer.AsOfMs), partition, answer.Offset
           from item in answer.Items
           select LineOf(partition, answer.Offset, item, OutcomeOf(answer, item)),
    ];

    public string SomeUser() => _answers.SelectMany(list => list).First().User;

    private static string DateOf(long ms) => LakePaths.DayText(LakePaths.DayOf(ms));

    private static LakeSpan Span(ClickLake lake, LakeStream stream, int partition)
    {
        var log = new LakeLog(lake.Files, stream, partition);
        log.Recover();
        return new LakeSpan(lake, log);
    }

    private static string LineOf(int partition, long offset, string item, ItemOutcome outcome) => string.Create(
        CultureInfo.InvariantCulture,
        $"{partition}@{offset} {item} {OutcomeRows.NameOf(outcome.Label)} {outcome.EventMs} {outcome.Partition}@{outcome.Offset} {outcome.IsNewest}");

    private void Make(int number)
    {
        var user = $"u{_random.Next(5)}";
        var partition = user[1] % Partitions;
        var (offset, receivedMs) = ((long)_clicks[partition].Count, BeginMs + (number * 5_000L));
        var timeMs = receivedMs - (_random.Next(5) == 0 ? _random.Next(200_000) : 0);
        var type = _random.GetItems<EventType>([EventType.ViewItem, EventType.ViewItem, EventType.AddToCart, EventType.Purchase, EventType.Search], 1)[0];
        string[] items = type == EventType.Search ? [] : [$"i{_random.Next(Items)}"];
        _clicks[partition].Add(new Click(user, type, timeMs, receivedMs, offset, items));
        if (_random.Next(3) == 0)
        {
            return;
        }

        // Answers lie by the user in partitions of their own, the other way round than clicks.
        var target = 1 - partition;
        var shown = Enumerable.Range(0, Items).Select(i => $"i{i}").ToArray();
        _random.Shuffle(shown);
        _answers[target].Add(new Answer(user, timeMs, receivedMs, _answers[target].Count, partition, offset, shown[..Shown]));
    }

    private ItemOutcome OutcomeOf(Answer answer, string item)
    {
        var after = _clicks.SelectMany((list, partition) => list.Select(click => (Click: click, Partition: partition)))
            .Where(one => one.Click.User == answer.User && one.Click.Items.Contains(item) && IsAfter(one.Click, one.Partition, answer)
                && one.Click.TimeMs <= answer.AsOfMs + HorizonMs)
            .OrderBy(one => (one.Click.TimeMs, one.Partition, one.Click.Offset)).ToList();
        foreach (var type in new[] { EventType.Purchase, EventType.AddToCart, EventType.ViewItem })
        {
            if (after.Find(one => one.Click.Type == type) is { Click: { } click } found)
            {
                var newest = _answers.SelectMany(list => list).Where(other => other.User == answer.User && IsAfter(click, found.Partition, other))
                    .MaxBy(other => (other.AsOfMs, other.OriginPartition, other.OriginOffset));
                return new ItemOutcome(OutcomeJoin.LabelOf(type), click.TimeMs, found.Partition, click.Offset, newest == answer);
            }
        }

        return ItemOutcome.Nothing;
    }

    private static bool IsAfter(Click click, int partition, Answer answer) => click.TimeMs > answer.AsOfMs
        || (click.TimeMs == answer.AsOfMs && partition == answer.OriginPartition && click.Offset > answer.OriginOffset);

    private static void Fill(ClickEvent click, Click one)
    {
        click.Clear();
        click.SetUserId(one.User);
        (click.HasEventId, click.EventIdHash, click.Type, click.EventTimeMs) = (true, (ulong)one.Offset, one.Type, one.TimeMs);
        foreach (var item in one.Items)
        {
            click.AddItem(new ItemTouch(item, null, double.NaN, 1));
        }
    }

    private static byte[] JsonOf(Answer one)
    {
        var items = string.Join(",", one.Items.Select((item, i) =>
            $$$"""{"item_id":"{{{item}}}","rank":{{{i + 1}}},"score":0.5,"reason":{"kind":"similar","source":"knn","because_of":[]}}"""));
        return Encoding.UTF8.GetBytes(
            $$$"""
            {"recommendation_id":"{{{one.OriginPartition}}}-{{{one.OriginOffset}}}-A","user_id":"{{{one.User}}}","session_id":"s",
             "as_of":"{{{Iso(one.AsOfMs)}}}","emitted_at":"{{{Iso(one.ReceivedMs)}}}","items":[{{{items}}}],
             "model":{"name":"m","version":"v"},"variant":"A","origin":{"topic":"clicks","partition":{{{one.OriginPartition}}},"offset":{{{one.OriginOffset}}}}}
            """);
    }

    private static string Iso(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private sealed record Click(string User, EventType Type, long TimeMs, long ReceivedMs, long Offset, string[] Items);

    private sealed record Answer(string User, long AsOfMs, long ReceivedMs, long Offset, int OriginPartition, long OriginOffset, string[] Items);
}
