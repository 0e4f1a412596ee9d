using StreamReco.Models.Events;

namespace StreamReco.Models.Lake.Outcomes;

/// <summary>A click that speaks for or against a label.</summary>
/// <param name="Partition">Where it stands.</param>
/// <param name="Offset">Where it stands there.</param>
/// <param name="Type">Its type, by the wire's name.</param>
/// <param name="EventMs">When it happened, Unix milliseconds.</param>
public sealed record LabelEvidence(int Partition, long Offset, string Type, long EventMs);

/// <summary>A label with the clicks of its user and item within the horizon.</summary>
/// <param name="Item">The label.</param>
/// <param name="Evidence">The clicks, by time.</param>
/// <param name="Expected">What they say.</param>
public sealed record AuditedLabel(LabelledItem Item, IReadOnlyList<LabelEvidence> Evidence, OutcomeLabel Expected)
{
    /// <summary>Whether label and event are what the clicks say.</summary>
    public bool Holds => Expected == Item.Outcome.Label
        && (Expected == OutcomeLabel.None || Evidence.Any(click =>
            click.Partition == Item.Outcome.Partition && click.Offset == Item.Outcome.Offset && click.EventMs == Item.Outcome.EventMs));
}

/// <summary>
/// Draws labels and looks each up in the clicks by itself: nothing of the labelling is used. Half of the sample is of items that something
/// became of, as far as there are so many, since nearly all labels say that nothing did.
/// </summary>
/// <param name="lake">The lake.</param>
public sealed class OutcomeAudit(ClickLake lake)
{
    /// <summary>Draws labels; equal seeds draw equal ones from an equal lake.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancel">Ends it between files.</param>
    /// <returns>The labels by day, each with its evidence.</returns>
    /// <exception cref="LakeException">A file is damaged or missing.</exception>
    public IReadOnlyList<AuditedLabel> Run(int count, int seed, CancellationToken cancel)
    {
        var (some, none) = (new Reservoir(count, new Random(seed)), new Reservoir(count, new Random(seed + 1)));
        foreach (var item in new OutcomeReading(lake).Items(cancel))
        {
            (item.Outcome.Label == OutcomeLabel.None ? none : some).Add(item);
        }

        var half = Math.Max(Math.Min(count - (count / 2), some.Items.Count), count - none.Items.Count);
        return
        [
            .. some.Items.Take(half).Concat(none.Items.Take(count - Math.Min(half, some.Items.Count)))
                .OrderBy(item => (item.AsOfMs, item.AnswerPartition, item.AnswerOffset, item.Position)).Select(item => Look(item, cancel)),
        ];
    }

    private AuditedLabel Look(LabelledItem item, CancellationToken cancel)
    {
        var found = new List<LabelEvidence>();
        var hash = lake.HashOf(item.UserId);
        var (first, last) = (LakePaths.DayText(LakePaths.DayOf(item.AsOfMs)), LakePaths.DayText(LakePaths.DayOf(item.AsOfMs + item.HorizonMs)));
        foreach (var log in lake.Logs(LakeStream.Clicks))
        {
            foreach (var file in log.Live().Where(file => file.Table == EventRows.Name && IsBetween(LakePaths.DayTextOf(file.Path), first, last)))
            {
                cancel.ThrowIfCancellationRequested();
                if (lake.MayHold(file, hash))
                {
                    found.AddRange(In(file, log.Partition, item));
                }
            }
        }

        found.Sort((a, b) => (a.EventMs, a.Partition, a.Offset).CompareTo((b.EventMs, b.Partition, b.Offset)));
        return new AuditedLabel(item, found, ExpectedOf(found));
    }

    private static bool IsBetween(string? day, string first, string last) =>
        string.CompareOrdinal(day, first) >= 0 && string.CompareOrdinal(day, last) <= 0;

    private IEnumerable<LabelEvidence> In(LakeFile file, int partition, LabelledItem item)
    {
        var rows = new EventRows();
        rows.Read(lake.Files, file.Path);
        var user = rows.Users.NumberOf(item.UserId);
        for (var i = 0; i < rows.Count; i++)
        {
            var click = rows.Rows[i];
            if (click.User == user && click.EventMs <= item.AsOfMs + item.HorizonMs && IsAfter(click, partition, item)
                && Names(rows, click, item.ItemId))
            {
                yield return new LabelEvidence(partition, click.Offset, EventTypes.NameOf(click.Type), click.EventMs);
            }
        }
    }

    /// <summary>The answer's id begins with the place of the click that it answers.</summary>
    private static bool IsAfter(in EventRow click, int partition, LabelledItem item)
    {
        var origin = item.RecommendationId.Split('-');
        return click.EventMs > item.AsOfMs || (click.EventMs == item.AsOfMs
            && partition == int.Parse(origin[0], System.Globalization.CultureInfo.InvariantCulture)
            && click.Offset > long.Parse(origin[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static bool Names(EventRows rows, in EventRow click, string item)
    {
        for (var i = click.FirstItem; i < click.FirstItem + click.ItemCount; i++)
        {
            if (ByteArena.TextOf(rows.Items[i].Id) == item)
            {
                return true;
            }
        }

        return false;
    }

    private static OutcomeLabel ExpectedOf(List<LabelEvidence> clicks) =>
        clicks.Exists(click => click.Type == EventTypes.NameOf(EventType.Purchase)) ? OutcomeLabel.Purchase
        : clicks.Exists(click => click.Type == EventTypes.NameOf(EventType.AddToCart)) ? OutcomeLabel.Cart
        : clicks.Exists(click => click.Type is "view_item" or "select_item") ? OutcomeLabel.Click
        : OutcomeLabel.None;

    /// <summary>A sample of what passes, each equally likely.</summary>
    private sealed class Reservoir(int size, Random random)
    {
        private long _seen;

        public List<LabelledItem> Items { get; } = [];

        public void Add(LabelledItem item)
        {
            _seen++;
            if (Items.Count < size)
            {
                Items.Add(item);
            }
            else if (random.NextInt64(_seen) is var place && place < size)
            {
                Items[(int)place] = item;
            }
        }
    }
}
