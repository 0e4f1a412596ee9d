using StreamReco.Models.Events;

namespace StreamReco.Models.Lake.Outcomes;

/// <summary>A click as labels see it.</summary>
/// <param name="TimeMs">Its event time, Unix milliseconds.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Label">What it is to the items that it names.</param>
internal readonly record struct LabelEvent(long TimeMs, int Partition, long Offset, OutcomeLabel Label);

/// <summary>An answer on its way to labels.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="AsOfMs">Event time of the newest click that it knows, Unix milliseconds.</param>
/// <param name="OriginPartition">The partition of the click that it answers.</param>
/// <param name="OriginOffset">The offset of that click.</param>
internal readonly record struct LabelAnswer(int Partition, long Offset, long AsOfMs, int OriginPartition, long OriginOffset)
{
    /// <summary>Whether the answer was there when an event happened.</summary>
    public bool IsBefore(in LabelEvent click) =>
        click.TimeMs > AsOfMs || (click.TimeMs == AsOfMs && click.Partition == OriginPartition && click.Offset > OriginOffset);

    /// <summary>Whether an event comes after the answer, within its horizon.</summary>
    public bool Covers(in LabelEvent click, long horizonMs) => click.TimeMs <= AsOfMs + horizonMs && IsBefore(click);
}

/// <summary>Finds what became of the items of answers: a function of the clicks and answers that it is given, whatever their order.</summary>
/// <param name="horizonMs">How long after an answer an event counts.</param>
internal sealed class OutcomeJoin(long horizonMs)
{
    private readonly Dictionary<(string User, string Item), List<LabelEvent>> _events = [];
    private readonly HashSet<string> _active = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<LabelAnswer>> _answers = new(StringComparer.Ordinal);

    /// <summary>What an event says of its items; <see cref="OutcomeLabel.None"/> for one that is no outcome.</summary>
    public static OutcomeLabel LabelOf(EventType type) => type switch
    {
        EventType.Purchase => OutcomeLabel.Purchase,
        EventType.AddToCart => OutcomeLabel.Cart,
        EventType.ViewItem or EventType.SelectItem => OutcomeLabel.Click,
        _ => OutcomeLabel.None,
    };

    public void AddEvent(string user, string item, in LabelEvent click)
    {
        _active.Add(user);
        if (!_events.TryGetValue((user, item), out var list))
        {
            _events[(user, item)] = list = [];
        }

        list.Add(click);
    }

    public void AddAnswer(string user, in LabelAnswer answer)
    {
        if (!_answers.TryGetValue(user, out var list))
        {
            _answers[user] = list = [];
        }

        list.Add(answer);
    }

    /// <summary>Whether a user has an event that may be an outcome.</summary>
    public bool HasEvents(string user) => _active.Contains(user);

    /// <summary>Everything is added: from here on it is asked.</summary>
    public void Complete()
    {
        foreach (var list in _events.Values)
        {
            list.Sort((a, b) => (a.TimeMs, a.Partition, a.Offset).CompareTo((b.TimeMs, b.Partition, b.Offset)));
        }

        foreach (var list in _answers.Values)
        {
            list.Sort((a, b) => (a.AsOfMs, a.OriginPartition, a.OriginOffset).CompareTo((b.AsOfMs, b.OriginPartition, b.OriginOffset)));
        }
    }

    /// <summary>What became of an item of an answer: the greatest thing, and when it first happened.</summary>
    public ItemOutcome Of(string user, string item, in LabelAnswer answer)
    {
        var best = ItemOutcome.Nothing;
        foreach (var click in _events.GetValueOrDefault((user, item)) ?? [])
        {
            if (click.Label > best.Label && answer.Covers(click, horizonMs))
            {
                best = new ItemOutcome(click.Label, click.TimeMs, click.Partition, click.Offset, IsNewest(user, answer, click));
            }
        }

        return best;
    }

    /// <summary>Whether no later answer to the user came before the event.</summary>
    private bool IsNewest(string user, in LabelAnswer answer, in LabelEvent click)
    {
        var list = _answers[user];
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (list[i].IsBefore(click))
            {
                return list[i] == answer;
            }
        }

        return false;
    }
}
