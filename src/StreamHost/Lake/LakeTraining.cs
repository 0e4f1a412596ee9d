using StreamReco.Models.Artifacts;
using StreamReco.Models.Lake;
using StreamReco.Stages;
using StreamReco.Stages.Verdicts;

namespace StreamReco.StreamHost.Lake;

/// <summary>What a training read of a lake, for the model's manifest.</summary>
internal static class LakeTraining
{
    /// <summary>Describes what was read.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="folder">Its folder, as it was named.</param>
    /// <param name="selected">What was read, a selection a partition.</param>
    /// <param name="pipeline">How records were judged.</param>
    /// <exception cref="LakeException">The log is damaged.</exception>
    public static TrainingOrigin OriginOf(
        ClickLake lake, string folder, IReadOnlyList<LakeSelection> selected, PipelineOptions pipeline)
    {
        var entries = selected.SelectMany(one => EntriesOf(lake, one)).ToList();
        return new TrainingOrigin
        {
            Kind = TrainingOrigin.OfLake,
            Topic = lake.Head.Topic,
            Lake = folder,
            Spans = [.. selected.SelectMany(SpansOf)],
            Rules = RulesVersion.Of(pipeline),
            NodeRules =
            [
                .. entries.Select(entry => entry.Rules).Where(rules => rules.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ],
            Policies = entries.SelectMany(entry => entry.Policies ?? new Dictionary<string, string>()).GroupBy(policy => policy.Key, policy => policy.Value, StringComparer.Ordinal)
                .OrderBy(policy => policy.Key, StringComparer.Ordinal)
                .ToDictionary(
                    policy => policy.Key, IReadOnlyList<string> (policy) => [.. policy.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                    StringComparer.Ordinal),
            Code = ProgramVersion.Text,
        };
    }

    /// <summary>A span for each table that has a file there.</summary>
    private static IEnumerable<TrainingSpan> SpansOf(LakeSelection selected) =>
        from table in LakeTables.Of(selected.Stream)
        let files = selected.Of(table)
        where files.Count > 0
        select new TrainingSpan(table, selected.Partition, selected.From, selected.To)
        {
            Rewrites = selected.Rewrites,
            Files = files.Count,
            Rows = files.Sum(file => file.Rows),
            ListSha256 = LakeSelection.ListSha256(files),
        };

    /// <summary>The commits of the spans, and the one before: its policies are those that the first span began with.</summary>
    private static IEnumerable<LakeEntry> EntriesOf(ClickLake lake, LakeSelection selected)
    {
        var spans = lake.LogOf(selected.Partition).Spans();
        var inside = spans.Where(span => span.To >= selected.From && span.From <= selected.To).ToList();
        var before = spans.LastOrDefault(span => span.To < selected.From);
        return before is null ? inside : [new LakeEntry { Policies = before.Policies }, .. inside];
    }
}
