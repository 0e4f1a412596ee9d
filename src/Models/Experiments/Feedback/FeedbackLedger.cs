using System.Numerics;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Bandits;
using StreamReco.Models.Experiments.Interleaving;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// Who is in which arm, what was shown, and what followed: a fold over the events of a shard, from which every figure of an
/// experiment is summed up. Deterministic; an erased unit is as if it had never been.
/// </summary>
/// <remarks>
/// An action that names a list is credited to that list; one that names none to the newest list of which an event said that the
/// unit saw it and that it held the item. Both only within the action's window of event time, counted from when the list was
/// made. An action that names its list shows that the list was seen.
/// </remarks>
/// <param name="options">The bounds.</param>
public sealed class FeedbackLedger(FeedbackOptions options)
{
    private readonly Dictionary<string, UnitFeedback> _units = new(StringComparer.Ordinal);

    /// <summary>Of experiments that have windows of their own.</summary>
    private readonly Dictionary<string, FeedbackOptions> _ofExperiments = new(StringComparer.Ordinal);

    /// <summary>Experiments whose arms make lists together.</summary>
    private readonly HashSet<string> _interleaved = new(StringComparer.Ordinal);

    private readonly SlotBook _slots = new();
    private Func<string, bool>? _isLeftOut;

    /// <summary>The bounds, with the windows of experiments that have none of their own.</summary>
    public FeedbackOptions Options { get; } = options;

    /// <summary>The bounds with the windows of an experiment.</summary>
    public FeedbackOptions OptionsOf(string experiment) => _ofExperiments.GetValueOrDefault(experiment) ?? Options;

    /// <summary>Gives an experiment windows of its own, before its first unit is drawn and after the ledger was read; null takes them back.</summary>
    public void SetWindows(string experiment, AttributionWindows? windows)
    {
        if (windows is null)
        {
            _ofExperiments.Remove(experiment);
        }
        else
        {
            _ofExperiments[experiment] = windows.Over(Options);
        }
    }

    /// <summary>Says whether the arms of an experiment make lists together, as <see cref="SetWindows"/> does for its windows.</summary>
    public void SetInterleaved(string experiment, bool isInterleaved)
    {
        _interleaved.Remove(experiment);
        if (isInterleaved)
        {
            _interleaved.Add(experiment);
        }
    }

    /// <summary>Says which arms of an experiment try items by what was clicked, as <see cref="SetWindows"/> does for its windows.</summary>
    /// <param name="experiment">The experiment's id.</param>
    /// <param name="arms">A bit for each, by its place; 0 for none.</param>
    public void SetLearningArms(string experiment, uint arms) => _slots.SetArms(experiment, arms);

    /// <summary>What came of the items that an arm tries in its explored place, by the bits of <see cref="AnswerCode.TriedMask"/>.</summary>
    public SlotSums TriedOf(string experiment, int arm) => _slots.SumsOf(experiment, arm);

    /// <summary>Units that take part in an experiment.</summary>
    public int Count => _units.Count;

    /// <summary>Whether no further unit is drawn.</summary>
    public bool IsFull => _units.Count >= Options.UnitsMax;

    /// <summary>All units by their ids.</summary>
    public IReadOnlyDictionary<string, UnitFeedback> Units => _units;

    /// <summary>The units that figures are summed up of: all but those that <see cref="LeaveOut"/> names.</summary>
    public IEnumerable<KeyValuePair<string, UnitFeedback>> Counted => _isLeftOut is { } isLeftOut ? _units.Where(unit => !isLeftOut(unit.Key)) : _units;

    /// <summary>
    /// Names units that no figure counts, for as long as it does; nothing is forgotten of them. No part of the ledger's bytes: whoever
    /// read it says so again.
    /// </summary>
    public void LeaveOut(Func<string, bool> isLeftOut)
    {
        _isLeftOut = isLeftOut;
        foreach (var (unit, feedback) in _units)
        {
            Weigh(unit, feedback);
        }
    }

    /// <summary>What <see cref="LeaveOut"/> says of a unit may have changed: what it taught explored places goes, or comes back.</summary>
    public void Weigh(string unit)
    {
        if (Find(unit) is { } feedback)
        {
            Weigh(unit, feedback);
        }
    }

    /// <summary>The unit; null if it takes part in nothing.</summary>
    public UnitFeedback? Find(string unit) => _units.GetValueOrDefault(unit);

    /// <summary>The arm of a unit, drawn now if it has none: by the unit's hash, and the same ever after.</summary>
    /// <param name="experiment">The definition in force.</param>
    /// <param name="unit">The unit's id.</param>
    /// <param name="offset">Offset of the record that asks.</param>
    /// <param name="segment">The unit's segment, where it is drawn now; null for none.</param>
    /// <returns>Place of the arm; -1 if the unit does not take part.</returns>
    public int Enrol(Experiment experiment, string unit, long offset, int? segment = null)
    {
        var feedback = Find(unit);
        return Enrol(experiment, unit, ref feedback, offset, segment) is >= 0 and var place ? feedback!.Enrolments[place].Arm : -1;
    }

    /// <inheritdoc cref="Enrol(Experiment, string, long, int?)"/>
    /// <param name="feedback">What is kept of the unit, null for nothing: set where it is drawn here for the first time.</param>
    /// <returns>The place among the unit's enrolments; -1 if the unit does not take part.</returns>
    public int Enrol(Experiment experiment, string unit, ref UnitFeedback? feedback, long offset, int? segment)
    {
        if (feedback is not null && feedback.PlaceOf(experiment.Id) is >= 0 and var place)
        {
            return place;
        }

        var arm = !experiment.Admits(segment) ? -1 : experiment.ArmOf(unit);
        if (arm < 0 || (IsFull && feedback is null))
        {
            return -1;
        }

        if (feedback is null)
        {
            _units.Add(unit, feedback = new UnitFeedback());
            Weigh(unit, feedback);
        }

        return feedback.Enrol(experiment.Id, arm, experiment.Version, offset, segment);
    }

    /// <summary>Notes a list that was made for a unit under the experiments that it takes part in.</summary>
    /// <param name="unit">The unit's id; one that takes part in nothing is passed over.</param>
    /// <param name="id">Hash of the list's id.</param>
    /// <param name="surface">Where it is shown.</param>
    /// <param name="atMs">Event time, Unix ms.</param>
    /// <param name="experiments">Ids of the running experiments that it was made under.</param>
    public void Serve(string unit, ulong id, Surface surface, long atMs, IReadOnlyList<string> experiments)
    {
        if (Find(unit) is not { } feedback)
        {
            return;
        }

        byte enrolments = 0;
        for (var i = 0; i < experiments.Count; i++)
        {
            enrolments |= (byte)(feedback.PlaceOf(experiments[i]) is >= 0 and var place ? 1 << place : 0);
        }

        Serve(feedback, id, surface, atMs, enrolments);
    }

    /// <inheritdoc cref="Serve(string, ulong, Surface, long, IReadOnlyList{string})"/>
    /// <param name="feedback">What is kept of the unit.</param>
    /// <param name="enrolments">A bit for each enrolment that it was made under, by its place.</param>
    public void Serve(UnitFeedback feedback, ulong id, Surface surface, long atMs, byte enrolments)
    {
        for (var left = (uint)enrolments; left != 0; left &= left - 1)
        {
            feedback.Enrolments[BitOperations.TrailingZeroCount(left)].Served++;
        }

        if (enrolments != 0)
        {
            feedback.Add(id, surface, atMs, enrolments, Options.ListsMax);
        }
    }

    /// <summary>The unit saw a list.</summary>
    /// <param name="unit">The unit's id.</param>
    /// <param name="id">Hash of the list's id.</param>
    /// <param name="items">Hashes of what it saw, in order; empty if the event does not say.</param>
    /// <param name="atMs">Event time, Unix ms.</param>
    /// <param name="before">What the unit had done until then, by <see cref="FeedbackAction"/>.</param>
    /// <param name="comparisons">What the list's id says of other arms.</param>
    public void Expose(
        string unit, ulong id, ReadOnlySpan<uint> items, long atMs, ReadOnlySpan<long> before, ListComparisons comparisons = default)
    {
        if (Find(unit) is { } feedback)
        {
            Expose(feedback, id, items, atMs, before, comparisons);
        }
    }

    /// <inheritdoc cref="Expose(string, ulong, ReadOnlySpan{uint}, long, ReadOnlySpan{long}, ListComparisons)"/>
    /// <param name="feedback">What is kept of the unit.</param>
    public void Expose(
        UnitFeedback feedback, ulong id, ReadOnlySpan<uint> items, long atMs, ReadOnlySpan<long> before, ListComparisons comparisons)
    {
        if (feedback.Find(id) is { } list)
        {
            list.Order(items, Options.ItemsMax);
            Expose(feedback, list, atMs, before, comparisons);
        }
    }

    /// <summary>Credits what a unit did.</summary>
    /// <param name="unit">The unit's id; one that takes part in nothing is passed over.</param>
    /// <param name="action">What it did.</param>
    /// <param name="before">What it had done before, by <see cref="FeedbackAction"/>.</param>
    public void Act(string unit, in ItemAction action, ReadOnlySpan<long> before)
    {
        if (Find(unit) is { } feedback)
        {
            Act(feedback, action, before);
        }
    }

    /// <inheritdoc cref="Act(string, in ItemAction, ReadOnlySpan{long})"/>
    /// <param name="feedback">What is kept of the unit.</param>
    public void Act(UnitFeedback feedback, in ItemAction action, ReadOnlySpan<long> before)
    {
        var list = action.List == 0 ? FindWith(feedback, action) : feedback.Find(action.List);
        var place = list is null ? -1
            : action.List == 0 ? list.PlaceOf(action.Item) : list.PlaceOfNamed(action.Item, Options.ItemsMax);
        if (list is null || place < 0)
        {
            feedback.Unmatched += action.List == 0 ? 0 : 1;
        }
        else if (action.AtMs >= list.ServedMs && action.AtMs - list.ServedMs <= WindowOf(feedback, list, action.Action))
        {
            Expose(feedback, list, action.AtMs, before, action.Comparisons);
            var isHit = action.Action == FeedbackAction.Click && list.Done(FeedbackAction.Click) == 0;
            if (list.Mark(action.Action, place))
            {
                Credit(feedback, list, action, isHit, isHit ? RankOf(list, action, place) : 0);
                CreditTried(feedback, list, action);
            }
        }
    }

    /// <summary>Forgets an experiment that is over.</summary>
    public void Drop(string experiment)
    {
        _slots.Drop(experiment);
        foreach (var (unit, feedback) in _units.ToArray())
        {
            if (feedback.PlaceOf(experiment) is >= 0 and var place)
            {
                feedback.Drop(place);
                if (feedback.Enrolments.Count == 0)
                {
                    Erase(unit);
                }
            }
        }
    }

    /// <summary>Forgets a unit: all figures are as if it had never been.</summary>
    public void Erase(string unit)
    {
        if (_units.Remove(unit, out var feedback))
        {
            _slots.Remove(feedback);
        }
    }

    internal void Restore(string unit, UnitFeedback feedback)
    {
        _units.Add(unit, feedback);
        _slots.Add(feedback);
    }

    private void Expose(UnitFeedback feedback, ShownList list, long atMs, ReadOnlySpan<long> before, ListComparisons comparisons)
    {
        if (list.IsExposed)
        {
            return;
        }

        list.IsExposed = true;
        for (var i = 0; i < feedback.Enrolments.Count; i++)
        {
            if (list.IsUnder(i))
            {
                feedback.Enrolments[i].Expose(atMs, before);
            }
        }

        if (comparisons.Tried is { } tried)
        {
            _slots.Count(feedback, list, tried, new SlotSum(1, 0));
        }

        if (comparisons.Compared != 0 && comparisons.Experiments == BitOperations.PopCount(list.Enrolments))
        {
            Compare(feedback, list, comparisons);
        }
    }

    /// <summary>An answer names its experiments by id; a unit has them in the order in which it came into them.</summary>
    private static void Compare(UnitFeedback feedback, ShownList list, ListComparisons comparisons)
    {
        for (var i = 0; i < feedback.Enrolments.Count; i++)
        {
            var place = 0;
            for (var other = 0; other < feedback.Enrolments.Count; other++)
            {
                place += list.IsUnder(other)
                    && string.CompareOrdinal(feedback.Enrolments[other].Experiment, feedback.Enrolments[i].Experiment) < 0 ? 1 : 0;
            }

            if (list.IsUnder(i) && (comparisons.Compared & (1 << place)) != 0)
            {
                feedback.Enrolments[i].Compare((comparisons.Differing & (1 << place)) != 0);
            }
        }
    }

    /// <summary>Where the item stood, 1 for the first; 0 if nobody said.</summary>
    private static int RankOf(ShownList list, in ItemAction action, int place) =>
        action.Position > 0 ? action.Position : list.IsOrdered ? place + 1 : 0;

    private void Weigh(string unit, UnitFeedback feedback) => _slots.LeaveOut(feedback, _isLeftOut?.Invoke(unit) == true);

    /// <summary>The newest list that the unit saw, that holds the item of an action, and whose window is open.</summary>
    private ShownList? FindWith(UnitFeedback feedback, in ItemAction action)
    {
        for (var i = feedback.ListCount - 1; i >= 0; i--)
        {
            if (feedback.KnownAt(i) is { IsExposed: true } list && list.ServedMs <= action.AtMs
                && action.AtMs - list.ServedMs <= WindowOf(feedback, list, action.Action) && list.PlaceOf(action.Item) >= 0)
            {
                return list;
            }
        }

        return null;
    }

    /// <summary>The longest window of the experiments that a list was made under, ms.</summary>
    private long WindowOf(UnitFeedback feedback, ShownList list, FeedbackAction action)
    {
        if (_ofExperiments.Count == 0)
        {
            return Options.WindowOf(action);
        }

        var longest = 0L;
        for (var i = 0; i < feedback.Enrolments.Count; i++)
        {
            longest = list.IsUnder(i) ? Math.Max(longest, OptionsOf(feedback.Enrolments[i].Experiment).WindowOf(action)) : longest;
        }

        return longest;
    }

    private void Credit(UnitFeedback feedback, ShownList list, in ItemAction action, bool isHit, int rank)
    {
        var sinceMs = action.AtMs - list.ServedMs;
        for (var i = 0; i < feedback.Enrolments.Count; i++)
        {
            if (list.IsUnder(i) && sinceMs <= OptionsOf(feedback.Enrolments[i].Experiment).WindowOf(action.Action))
            {
                feedback.Enrolments[i].Credit(action, isHit, rank);
                CreditTeam(feedback.Enrolments[i], action);
            }
        }
    }

    private void CreditTried(UnitFeedback feedback, ShownList list, in ItemAction action)
    {
        if (action.Action == FeedbackAction.Click && action.Comparisons.Tried == (action.Item & AnswerCode.TriedMask))
        {
            _slots.Count(feedback, list, action.Comparisons.Tried.Value, new SlotSum(0, 1));
        }
    }

    private void CreditTeam(Enrolment enrolment, in ItemAction action)
    {
        if (action.Team != Team.None && action.Action == FeedbackAction.Click && _interleaved.Contains(enrolment.Experiment))
        {
            enrolment.CreditTeam(action.Team);
        }
    }
}
