using System.Globalization;
using System.Runtime.InteropServices;
using StreamReco.Models.Events;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Bandits;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>
/// Draws arms for users that are answered, notes the answers, and credits what follows. A part of the fold: what it does to the
/// state depends on the records alone. Without an experiment it does nothing.
/// </summary>
/// <param name="state">The shard's state.</param>
/// <param name="partition">Its partition, which stands in the ids of answers.</param>
internal sealed class ExperimentStage(ShardState state, int partition)
{
    private const int IdCharsMax = 48; // two numbers, two dashes and the variant

    /// <summary>What an answer calls the arm of a list that two arms made together.</summary>
    private const string InterleavedVariant = "interleaved";

    private const int SetsMax = 64; // combinations of arms that are held; more are made anew

    private static readonly string _directEnd = $"-{RecommendStage.DirectVariant}";
    private static readonly string _ownEnd = $"-{RecommendStage.DefaultVariant}";

    private readonly ShardExperiments _experiments = state.Experiments;

    /// <summary>By the place of a running experiment: the arms that it was served with.</summary>
    private readonly List<Dictionary<(int Version, int Arm, bool IsCompared), ServedArm>> _arms = [];
    private readonly long[] _before = new long[Enum.GetValues<FeedbackAction>().Length];
    private readonly List<ServedArm> _served = [];
    private readonly List<uint> _items = [];
    private readonly List<ServedArms> _sets = [];

    /// <summary>Takes a definition or segments from the log.</summary>
    /// <param name="record">The record.</param>
    /// <param name="faultOf">Why the node cannot take a definition that the log may have; null if it can.</param>
    public void Define(in LogRecord record, Func<ExperimentDefinition, string?> faultOf)
    {
        state.Counters.CountControlRecord();
        if (record.Kind == LogRecordKind.Segments)
        {
            _experiments.TakeSegments(record.ValueBytes.Span, record.Offset);
            return;
        }

        _experiments.Define(record.ExperimentId, record.ValueBytes.Span, record.Offset, faultOf);
        _arms.Clear();
        _sets.Clear();
    }

    /// <summary>A user is about to change.</summary>
    public void Begin(UserState user)
    {
        if (_experiments.Book.IsEmpty)
        {
            return;
        }

        var counts = user.EventsByType;
        _before[(int)FeedbackAction.Click] = counts[(int)EventType.ViewItem] + counts[(int)EventType.SelectItem];
        _before[(int)FeedbackAction.Cart] = counts[(int)EventType.AddToCart];
        _before[(int)FeedbackAction.Purchase] = counts[(int)EventType.Purchase];
    }

    /// <summary>The user has taken in an event.</summary>
    /// <param name="user">The user.</param>
    /// <param name="click">The event.</param>
    /// <param name="offset">Its offset.</param>
    public void Apply(UserState user, ClickEvent click, long offset)
    {
        if (_experiments.Book.IsEmpty)
        {
            return;
        }

        var list = ShownList.HashOf(AnswerCode.IdOf(click.RecommendationId));
        var unit = _experiments.Ledger.Find(user.UserId);
        NoteDirect(user, ref unit, list, click, offset);
        NoteSearch(user, ref unit, click, offset);
        if (unit is null)
        {
            return;
        }

        if (list == 0 && ShownList.HashOf(click.SearchId) is not 0 and var search && unit.Has(search))
        {
            list = search;
        }

        if (click.Type == EventType.ViewItemList || (click.Type == EventType.Search && click.RecommendationId.IsEmpty))
        {
            Expose(unit, list, click);
        }
        else if (ActionOf(click.Type) is { } action)
        {
            Act(unit, action, list, click);
        }
    }

    private void Act(UnitFeedback unit, FeedbackAction action, ulong list, ClickEvent click)
    {
        var code = list == 0 ? default : AnswerCode.CodeOf(click.RecommendationId.IsEmpty ? click.SearchId : click.RecommendationId);
        for (var i = 0; i < click.Items.Count; i++)
        {
            var item = click.Items[i];
            var hash = ShownList.HashOfItem(item.ItemId);
            var done = new ItemAction(action, hash, list, click.EventTimeMs, item.Position, RevenueOf(action, item))
            {
                Team = AnswerCode.TeamOf(code, hash),
                Comparisons = click.RecommendationId.IsEmpty ? default : AnswerCode.ComparisonsOf(code), // of recommendations alone
            };
            _experiments.Ledger.Act(unit, done, _before);
        }
    }

    /// <summary>Draws the arms of a user who is answered, and notes the answer.</summary>
    /// <param name="user">The user, in the item space of the model that answers.</param>
    /// <param name="context">What is answered.</param>
    /// <param name="atOffset">Offset of the record that releases the answer.</param>
    public ServedArms Serve(UserState user, in RequestContext context, long atOffset)
    {
        if (_experiments.Book.Running.Count == 0)
        {
            return ServedArms.None;
        }

        var unit = _experiments.Ledger.Find(user.UserId);
        var enrolments = Draw(user, ref unit, atOffset, Surface.Recommendations);
        if (enrolments == 0)
        {
            return ServedArms.None;
        }

        _experiments.Ledger.Serve(unit!, HashOfList(context.Offset), Surface.Recommendations, context.AsOfMs, enrolments);
        return ServedSet();
    }

    /// <summary>The arms that were drawn, as one object for all answers of the same arms.</summary>
    private ServedArms ServedSet()
    {
        for (var i = 0; i < _sets.Count; i++)
        {
            var arms = _sets[i].Arms;
            var place = 0;
            while (place < arms.Count && place < _served.Count && ReferenceEquals(arms[place], _served[place]))
            {
                place++;
            }

            if (place == arms.Count && place == _served.Count)
            {
                return _sets[i];
            }
        }

        if (_sets.Count == SetsMax)
        {
            _sets.Clear();
        }

        _sets.Add(new ServedArms([.. _served]));
        return _sets[^1];
    }

    /// <summary>Draws the user's arms of all running experiments on a surface.</summary>
    /// <param name="user">The user.</param>
    /// <param name="unit">What is kept of them, null for nothing; set where they are drawn for the first time.</param>
    /// <param name="atOffset">Offset of the record that asks.</param>
    /// <param name="surface">The surface.</param>
    /// <returns>A bit for each of the user's enrolments under which a list is made.</returns>
    private byte Draw(UserState user, ref UnitFeedback? unit, long atOffset, Surface surface)
    {
        _served.Clear();
        byte enrolments = 0;
        var (running, segment, isKnown) = (_experiments.Book.Running, (int?)null, _experiments.Segments is null);
        for (var i = 0; i < running.Count; i++)
        {
            var definition = running[i];
            if (definition.Plan.Surface != surface)
            {
                continue;
            }

            if (!isKnown && (unit is null || unit.PlaceOf(definition.Experiment.Id) < 0))
            {
                (segment, isKnown) = (_experiments.Segments!.SegmentOf(user), true); // once, and only for who is drawn now
            }

            if (_experiments.Ledger.Enrol(definition.Experiment, user.UserId, ref unit, atOffset, segment) is >= 0 and var place)
            {
                enrolments |= (byte)(1 << place);
                _served.Add(ArmOf(i, unit!.Enrolments[place], user.UserId));
            }
        }

        return enrolments;
    }

    /// <summary>
    /// A list that was asked over HTTP is not in the log: the first event that says it was seen, or a click in it, makes it known,
    /// and its windows begin there. Carts and purchases do not: they may come when the list is long forgotten.
    /// </summary>
    private void NoteDirect(UserState user, ref UnitFeedback? unit, ulong list, ClickEvent click, long offset)
    {
        if (_experiments.Book.Running.Count == 0 || !AnswerCode.IdOf(click.RecommendationId).EndsWith(_directEnd, StringComparison.Ordinal)
            || click.Type is not (EventType.ViewItemList or EventType.ViewItem or EventType.SelectItem)
            || unit?.Has(list) == true)
        {
            return;
        }

        if (Draw(user, ref unit, offset, Surface.Recommendations) is > 0 and var enrolments)
        {
            _experiments.Ledger.Serve(unit!, list, Surface.Recommendations, click.EventTimeMs, enrolments);
        }
    }

    /// <summary>
    /// A search is answered by a node that has no part in the fold. The event by which that node, or the shop, says what it showed makes
    /// the list known, or the first click in it.
    /// </summary>
    private void NoteSearch(UserState user, ref UnitFeedback? unit, ClickEvent click, long offset)
    {
        if (click.SearchId.IsEmpty || _experiments.Book.Running.Count == 0 || !click.RecommendationId.IsEmpty
            || click.Type is not (EventType.Search or EventType.ViewItemList or EventType.ViewItem or EventType.SelectItem))
        {
            return;
        }

        var list = ShownList.HashOf(click.SearchId);
        if (unit?.Has(list) == true)
        {
            return;
        }

        if (Draw(user, ref unit, offset, Surface.Search) is > 0 and var enrolments)
        {
            _experiments.Ledger.Serve(unit!, list, Surface.Search, click.EventTimeMs, enrolments);
        }
    }

    /// <summary>The arms by which a user who asks outside of the log is answered; nothing is drawn for good.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="user">Their state; null for none.</param>
    /// <param name="surface">What is asked for.</param>
    public ServedArms ArmsOf(string userId, UserState? user, Surface surface)
    {
        if (_experiments.Book.Running.Count == 0)
        {
            return ServedArms.None;
        }

        var segment = user is null ? null : _experiments.Segments?.SegmentOf(user);
        var arms = new List<ServedArm>();
        for (var i = 0; i < _experiments.Book.Running.Count; i++)
        {
            var definition = _experiments.Book.Running[i];
            var experiment = definition.Experiment;
            if (definition.Plan.Surface != surface)
            {
                continue;
            }

            if (EnrolmentOf(userId, experiment.Id) is { } enrolment)
            {
                arms.Add(ArmOf(i, enrolment, userId));
            }
            else if (experiment.Admits(segment) && experiment.ArmOf(userId) is >= 0 and var arm)
            {
                arms.Add(Served(definition, arm, IsCompared(definition, userId)));
            }
        }

        return arms.Count == 0 ? ServedArms.None : new ServedArms(arms);
    }

    /// <summary>What came of the items that the explored place of lists tries, as of now; null where it does not learn.</summary>
    public SlotSums? TriedOf(ServedArms arms) => arms.Exploring is { Settings.Explore: { } explore } arm && explore.Learns()
        ? _experiments.Ledger.TriedOf(arm.Experiment, arm.Place) : null;

    /// <summary>A user may be held as a program from here on, or be none after all.</summary>
    public void Weigh(string userId) => _experiments.Ledger.Weigh(userId);

    /// <summary>A user is forgotten.</summary>
    public void Erase(string userId) => _experiments.Ledger.Erase(userId);

    /// <summary>The hash of the id that the answer to a click has.</summary>
    private ulong HashOfList(long offset)
    {
        // Number by number: an interpolated string boxes them.
        Span<char> id = stackalloc char[IdCharsMax];
        partition.TryFormat(id, out var length, provider: CultureInfo.InvariantCulture);
        id[length++] = '-';
        offset.TryFormat(id[length..], out var digits, provider: CultureInfo.InvariantCulture);
        length += digits;
        _ownEnd.CopyTo(id[length..]);
        return ShownList.HashOf(id[..(length + _ownEnd.Length)]);
    }

    private Enrolment? EnrolmentOf(string userId, string experiment) =>
        _experiments.Ledger.Find(userId) is { } unit && unit.PlaceOf(experiment) is >= 0 and var place ? unit.Enrolments[place] : null;

    /// <summary>The arm of a user who takes part, with the share that it had when the user was drawn.</summary>
    /// <param name="running">Place of the experiment among those that run.</param>
    /// <param name="enrolment">The user's part in it.</param>
    /// <param name="userId">The user.</param>
    private ServedArm ArmOf(int running, Enrolment enrolment, string userId)
    {
        while (_arms.Count <= running)
        {
            _arms.Add([]);
        }

        var newest = _experiments.Book.Running[running];
        var key = (enrolment.Version, enrolment.Arm, IsCompared: IsCompared(newest, userId));
        if (!_arms[running].TryGetValue(key, out var arm))
        {
            arm = Served(DrawnBy(enrolment.Experiment, enrolment.Version), enrolment.Arm, key.IsCompared);
            _arms[running].Add(key, arm);
        }

        return arm;
    }

    /// <summary>Apart from <see cref="ArmOf"/>, whose every call would make an object for what the lambda captures.</summary>
    private ExperimentDefinition DrawnBy(string experiment, int version) =>
        _experiments.Book.VersionsOf(experiment).First(one => one.Experiment.Version == version);

    /// <summary>Whether the lists of the other arms are made for a user too.</summary>
    private static bool IsCompared(ExperimentDefinition definition, string userId) =>
        definition.Plan.Interleave == true || definition.Experiment.Compares(userId, definition.Plan.Counterfactual ?? 0);

    private static ServedArm Served(ExperimentDefinition definition, int arm, bool isCompared)
    {
        var experiment = definition.Experiment;
        var (isInterleaved, own) = (definition.Plan.Interleave == true, Served(experiment, arm));
        if (isInterleaved)
        {
            own = own with { Variant = InterleavedVariant, Propensity = experiment.Arms.Select((_, i) => experiment.PropensityOf(i)).Sum() };
        }

        return !isCompared ? own : own with
        {
            Others = new OtherArms(
                arm, [.. Enumerable.Range(0, experiment.Arms.Count).Where(other => other != arm).Select(other => Served(experiment, other))],
                experiment.Salt, isInterleaved),
        };
    }

    private static ServedArm Served(Experiment experiment, int arm) => new(
        experiment.Id, experiment.Arms[arm].Name, experiment.PropensityOf(arm), experiment.Arms[arm].Settings, experiment.Arms[arm].Model)
    {
        Place = arm,
    };

    private void Expose(UnitFeedback unit, ulong list, ClickEvent click)
    {
        if (list == 0)
        {
            return;
        }

        _items.Clear();
        for (var i = 0; i < click.Items.Count; i++)
        {
            _items.Add(ShownList.HashOfItem(click.Items[i].ItemId));
        }

        _experiments.Ledger.Expose(
            unit, list, CollectionsMarshal.AsSpan(_items), click.EventTimeMs, _before,
            AnswerCode.ComparisonsOf(AnswerCode.CodeOf(click.RecommendationId)));
    }

    private static FeedbackAction? ActionOf(EventType type) => type switch
    {
        EventType.ViewItem or EventType.SelectItem => FeedbackAction.Click,
        EventType.AddToCart => FeedbackAction.Cart,
        EventType.Purchase => FeedbackAction.Purchase,
        _ => null,
    };

    /// <summary>Minor units of the shop's currency; 0 where the event says no price.</summary>
    private static long RevenueOf(FeedbackAction action, in ItemTouch item)
    {
        var minor = action == FeedbackAction.Purchase ? item.Price * item.Quantity * 100 : 0;
        return double.IsFinite(minor) && Math.Abs(minor) < 1e15 ? (long)Math.Round(minor, MidpointRounding.AwayFromZero) : 0;
    }
}
