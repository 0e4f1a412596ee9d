using StreamReco.Models.Experiments.Bandits;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>
/// What is known of the items that arms try in an explored place: the sums over the units of a ledger. They are kept beside the units and
/// never stored, because they follow from them.
/// </summary>
internal sealed class SlotBook
{
    /// <summary>A bit for each arm that learns, by experiment.</summary>
    private readonly Dictionary<string, uint> _arms = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Experiment, int Arm), SlotSums> _sums = [];

    /// <summary>Units that teach nothing for now: what is kept of them is in no sum.</summary>
    private readonly HashSet<UnitFeedback> _leftOut = [];

    /// <summary>Says which arms of an experiment learn.</summary>
    /// <param name="experiment">The experiment's id.</param>
    /// <param name="arms">A bit for each, by its place; 0 for none.</param>
    public void SetArms(string experiment, uint arms)
    {
        if (arms == 0)
        {
            _arms.Remove(experiment);
        }
        else
        {
            _arms[experiment] = arms;
        }
    }

    /// <summary>What an arm knows.</summary>
    public SlotSums SumsOf(string experiment, int arm) => _sums.GetValueOrDefault((experiment, arm)) ?? SlotSums.None;

    /// <summary>A unit saw a list that tries an item, or clicked that item in it.</summary>
    public void Count(UnitFeedback unit, ShownList list, uint item, SlotSum counts)
    {
        if (EnrolmentOf(unit, list) is { } enrolment && enrolment.Try(item, counts) && !_leftOut.Contains(unit))
        {
            Add(enrolment, item, counts);
        }
    }

    /// <summary>A unit came, as it was stored.</summary>
    public void Add(UnitFeedback unit) => Add(unit, 1);

    /// <summary>A unit goes: what is known is as if it had never been.</summary>
    public void Remove(UnitFeedback unit)
    {
        if (!_leftOut.Remove(unit))
        {
            Add(unit, -1);
        }
    }

    /// <summary>Takes what a unit taught out of the sums, as if it had never been, or brings it back.</summary>
    public void LeaveOut(UnitFeedback unit, bool isLeftOut)
    {
        if (isLeftOut ? _leftOut.Add(unit) : _leftOut.Remove(unit))
        {
            Add(unit, isLeftOut ? -1 : 1);
        }
    }

    /// <summary>An experiment is over.</summary>
    public void Drop(string experiment)
    {
        foreach (var key in _sums.Keys.Where(key => key.Experiment == experiment).ToArray())
        {
            _sums.Remove(key);
        }
    }

    private void Add(UnitFeedback unit, int sign)
    {
        foreach (var enrolment in unit.Enrolments)
        {
            foreach (var (item, sum) in enrolment.Tried)
            {
                Add(enrolment, item, new SlotSum(sign * sum.Shown, sign * sum.Clicked));
            }
        }
    }

    private void Add(Enrolment enrolment, uint item, SlotSum counts)
    {
        var key = (enrolment.Experiment, enrolment.Arm);
        var sums = SumsOf(enrolment.Experiment, enrolment.Arm).Plus(item, counts);
        if (sums.Count == 0)
        {
            _sums.Remove(key);
        }
        else
        {
            _sums[key] = sums;
        }
    }

    /// <summary>The experiment whose arm tries in a list: of several that of the last id, as their settings are put together.</summary>
    private Enrolment? EnrolmentOf(UnitFeedback unit, ShownList list)
    {
        Enrolment? found = null;
        for (var i = 0; i < unit.Enrolments.Count && _arms.Count > 0; i++)
        {
            var enrolment = unit.Enrolments[i];
            if (list.IsUnder(i) && (_arms.GetValueOrDefault(enrolment.Experiment) & (1u << enrolment.Arm)) != 0
                && (found is null || string.CompareOrdinal(enrolment.Experiment, found.Experiment) > 0))
            {
                found = enrolment;
            }
        }

        return found;
    }
}
