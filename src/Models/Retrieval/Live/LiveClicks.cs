using StreamReco.Models.Events;
using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Live;

/// <summary>
/// The clicks that a shard took in since its model was trained, and what the sources count of them: postings of kNN,
/// pairs, popularity and windows. The sessions kept are the whole state; every count is a function of them and of the
/// model, so that a shard that is restored from them goes on with the same bits. When a bound is reached, the session
/// that began first is taken out of every count.
/// </summary>
public sealed class LiveClicks : ILiveState
{
    private readonly LiveClicksOptions _options;
    private readonly Dictionary<ulong, long> _open = [];

    /// <param name="counts">The model's counts.</param>
    /// <param name="pairs">The model's pairs.</param>
    /// <param name="index">The model's past sessions.</param>
    /// <param name="options">Bounds.</param>
    /// <exception cref="ArgumentException">A bound makes no sense, or the parts are of different
    /// vocabularies.</exception>
    public LiveClicks(ItemCounts counts, PairTable pairs, SessionKnnIndex index, LiveClicksOptions options)
    {
        options.Validate();
        if (pairs.Items != counts.Items || index.Items != counts.Items)
        {
            throw new ArgumentException(
                $"The counts are of {counts.Items} items, the pairs of {pairs.Items}, the sessions of {index.Items}.");
        }

        _options = options;
        Items = counts.Items;
        Ring = new LiveRing(options.SessionsMax);
        Neighbours = new LiveNeighbours(index, Ring);
        Pairs = new LivePairs(pairs);
        Counts = new LiveCounts(counts, Ring);
    }

    /// <summary>N.</summary>
    public int Items { get; }

    /// <summary>Sessions kept.</summary>
    public int Sessions => Ring.Count;

    /// <summary>Sessions that can be kept.</summary>
    public int SessionsMax => _options.SessionsMax;

    /// <summary>Clicks kept.</summary>
    public int Clicks { get; private set; }

    /// <summary>Whether no session ever began: then there is nothing to go on from.</summary>
    public bool IsUntouched => Ring.Next == 0;

    internal LiveRing Ring { get; }

    internal LiveNeighbours Neighbours { get; }

    internal LivePairs Pairs { get; }

    internal LiveCounts Counts { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The session's key is 0, which names the forgotten ones.</exception>
    public void Observe(in SessionClick click, in SessionQuery before)
    {
        ArgumentOutOfRangeException.ThrowIfZero(click.SessionKey);
        var known = _open.TryGetValue(click.SessionKey, out var number);
        var session = known && Ring[number].Clicks < SessionKnnIndex.SessionClicksMax
            ? Ring[number]
            : Begin(click, before);
        Add(session, click.Row, click.TimeMs, click.Type);
        KeepWithinBounds();
    }

    /// <summary>
    /// Takes every session of a user out of every count, as if it had never been; the sessions' numbers stay taken. Where
    /// a user's whole history is one session, its key is the user's.
    /// </summary>
    public void Forget(ulong userKey)
    {
        ArgumentOutOfRangeException.ThrowIfZero(userKey);
        for (var number = Ring.Oldest; number < Ring.Next; number++)
        {
            if (Ring[number].UserKey == userKey || Ring[number].Key == userKey)
            {
                TakeOut(Ring[number]);
                Ring[number].Begin(0, 0, number);
            }
        }
    }

    /// <summary>The clicks of a user's sessions, the oldest session first.</summary>
    /// <param name="userKey">The user.</param>
    /// <param name="idOf">An item's id by its row.</param>
    public IReadOnlyList<KeptClick> ClicksOf(ulong userKey, Func<int, string> idOf)
    {
        var clicks = new List<KeptClick>();
        for (var number = Ring.Oldest; number < Ring.Next; number++)
        {
            var session = Ring[number];
            if (session.UserKey == userKey || session.Key == userKey)
            {
                for (var i = 0; i < session.Count; i++)
                {
                    clicks.Add(new KeptClick(idOf(session.Rows[i]), session.TimesMs[i], session.Types[i]));
                }
            }
        }

        return clicks;
    }

    /// <summary>Lets the oldest sessions go while there are more clicks than allowed; the newest session stays.</summary>
    internal void KeepWithinBounds()
    {
        while (Clicks > _options.ClicksMax && Sessions > 1)
        {
            DropOldest();
        }
    }

    /// <summary>The handle of the newest session of a key in <see cref="Neighbours"/>, or -1.</summary>
    internal int HandleOf(ulong sessionKey) =>
        _open.TryGetValue(sessionKey, out var number) ? Neighbours.HandleOf((uint)number) : -1;

    /// <summary>Starts anew, empty, with a session number.</summary>
    internal void StartAt(long number)
    {
        while (Sessions > 0)
        {
            DropOldest();
        }

        Ring.StartAt(number);
        Counts.Slide();
    }

    /// <summary>Begins a session as <see cref="Observe"/> does.</summary>
    internal LiveSession Begin(ulong key, ulong userKey)
    {
        if (Ring.IsFull)
        {
            DropOldest();
        }

        var session = Ring.Begin(key, userKey);
        if (key != 0)
        {
            _open[key] = session.Number;
        }

        Counts.Slide();
        return session;
    }

    /// <summary>Adds a click that was there before the shard knew of the session.</summary>
    internal void AddContext(LiveSession session, int row, long timeMs, EventType type)
    {
        session.AddContext(row, timeMs, type);
        Neighbours.Add(session, session.Count - 1);
    }

    /// <summary>Adds a click to a session and to every count.</summary>
    internal void Add(LiveSession session, int row, long timeMs, EventType type)
    {
        session.Add(row, timeMs, type);
        Clicks++;
        Neighbours.Add(session, session.Count - 1);
        Pairs.Add(session, session.Count - 1);
        Counts.Add(session, session.Count - 1);
    }

    private LiveSession Begin(in SessionClick click, in SessionQuery before)
    {
        var session = Begin(click.SessionKey, click.UserKey);
        var first = Math.Max(before.SessionStart, before.Rows.Length - Pairs.Steps);
        for (var place = first; place < before.Rows.Length; place++)
        {
            AddContext(session, before.Rows[place], before.TimesMs[place], EventType.ViewItem);
        }

        return session;
    }

    private void DropOldest()
    {
        TakeOut(Ring[Ring.Oldest]);
        Ring.DropOldest();
    }

    private void TakeOut(LiveSession session)
    {
        Neighbours.Remove(session);
        Pairs.Remove(session);
        Counts.Remove(session);
        Clicks -= session.Clicks;
        if (_open.GetValueOrDefault(session.Key, -1) == session.Number)
        {
            _open.Remove(session.Key);
        }
    }
}
