namespace StreamReco.Models.DataQuality;

/// <summary>
/// What the rules of kind <see cref="QualityCheck.Consistent"/> saw since the partition was opened. The catalog does not stand in
/// the clicks log, so that this is no part of the fold: it is not stored, raises no alert in a topic, and a restart begins it
/// anew. A window is as many records as a window must have to be judged. Not thread-safe.
/// </summary>
/// <param name="rules">The rules in force.</param>
public sealed class CatalogChecks(QualityRules rules)
{
    private readonly RuleStatus?[] _statuses = new RuleStatus?[rules.Rules.Count * QualitySources.Max];
    private readonly RuleSums?[] _sums = new RuleSums?[rules.Rules.Count * QualitySources.Max];

    /// <summary>Whether there are such rules.</summary>
    public bool IsEmpty { get; } = rules.Rules.All(rule => rule.Check != QualityCheck.Consistent);

    /// <summary>Takes in an event.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="isGood">Whether the catalog has all its items.</param>
    public void Take(int source, bool isGood)
    {
        for (var number = 0; number < rules.Rules.Count; number++)
        {
            if (rules.Rules[number].Check == QualityCheck.Consistent)
            {
                Take(rules.Rules[number], (number * QualitySources.Max) + source, isGood);
            }
        }
    }

    internal RuleStatus? Find(int place) => _statuses[place];

    private void Take(QualityRule rule, int place, bool isGood)
    {
        var status = _statuses[place] ??= new RuleStatus();
        var sums = _sums[place] ??= new RuleSums(rule);
        status.Judged++;
        status.Failed += isGood ? 0 : 1;
        sums.Count(isGood);
        if (sums.Judged >= rules.MinCount)
        {
            var verdict = WindowVerdict.Of(rule, sums, rules.MinCount);
            status.Alert.Take(verdict, rules.RaiseAfter, rules.ClearAfter);
            (status.LastToMs, status.LastMicro) = (1, verdict.Micro); // no window of event time: 1 says that there was one
            _sums[place] = null;
        }
    }
}
