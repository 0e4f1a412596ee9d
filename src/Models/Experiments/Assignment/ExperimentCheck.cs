namespace StreamReco.Models.Experiments.Assignment;

/// <summary>What is wrong with a definition, and with a change of one.</summary>
public static class ExperimentCheck
{
    private const int IdCharsMax = 64;

    /// <summary>What is wrong with an id; null if it can be used: it stands in addresses, tags and names of metrics.</summary>
    public static string? IdFault(string id) =>
        id.Length is > 0 and <= IdCharsMax && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? null
            : $"id is '{id}'; write 1 to {IdCharsMax} letters, digits, dashes, underscores and dots.";

    /// <summary>Faults of a definition, one sentence each; none if it can be used.</summary>
    public static IReadOnlyList<string> Faults(Experiment experiment)
    {
        var faults = new List<string>();
        if (IdFault(experiment.Id) is { } id)
        {
            faults.Add(id);
        }

        if (experiment.Arms.Count < 2)
        {
            faults.Add($"{experiment.Id} has {experiment.Arms.Count} arms; it needs a control and at least one more.");
        }

        foreach (var name in experiment.Arms.GroupBy(arm => arm.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            faults.Add($"{experiment.Id} has {name.Count()} arms with the name {name.Key}.");
        }

        faults.AddRange(experiment.Arms.SelectMany(arm => arm.Settings?.Faults($"{experiment.Id}, arm {arm.Name}") ?? []));
        AddSalt(faults, $"{experiment.Id}", experiment.Salt);
        AddRanges(faults, experiment.Id, [.. experiment.Arms.SelectMany(arm => arm.Ranges.Select(range => (arm.Name, range)))]);
        if (experiment.Segments is { } segments && (segments.Count == 0 || segments.Any(one => one < 0) || segments.Distinct().Count() < segments.Count))
        {
            faults.Add($"{experiment.Id} has the segments [{string.Join(", ", segments)}]; name at least one, each once, from 0.");
        }

        if (experiment.Layer is { } layer)
        {
            AddSalt(faults, $"Layer {layer.Name}", layer.Salt);
            AddRanges(faults, $"layer {layer.Name}", [.. layer.Ranges.Select(range => (experiment.Id, range))]);
        }

        return faults;
    }

    /// <summary>
    /// Faults of a next version. A version that moves a unit from one arm to another would count it in both: that needs a
    /// new experiment with a salt of its own. A range may only grow at its end; a new range may be added.
    /// </summary>
    /// <param name="before">The version before.</param>
    /// <param name="after">The next one.</param>
    /// <param name="followsSuccess">Whether shares follow success, so that ranges move: only units that have no arm yet are drawn by them.</param>
    public static IReadOnlyList<string> Faults(Experiment before, Experiment after, bool followsSuccess = false)
    {
        var faults = new List<string>(Faults(after));
        if (after.Id != before.Id || after.Version != before.Version + 1)
        {
            faults.Add($"After version {before.Version} of {before.Id} comes version {before.Version + 1}, not {after.Version} of {after.Id}.");
        }

        if (!after.Salt.Span.SequenceEqual(before.Salt.Span))
        {
            faults.Add($"The salt of {before.Id} changed: every unit would be assigned anew. Make another experiment.");
        }

        if (!SameLayer(before.Layer, after.Layer))
        {
            faults.Add($"The layer of {before.Id} changed: units would enter and leave. Make another experiment.");
        }

        if (!(before.Segments ?? []).SequenceEqual(after.Segments ?? []))
        {
            faults.Add($"The segments of {before.Id} changed, so that its figures would be of other users. Make another experiment.");
        }

        for (var i = 0; i < before.Arms.Count; i++)
        {
            AddChanges(faults, before, after, i);
        }

        foreach (var arm in followsSuccess ? [] : before.Arms)
        {
            var next = after.Arms.FirstOrDefault(other => other.Name == arm.Name);
            foreach (var range in arm.Ranges)
            {
                if (next?.Ranges.Any(wider => wider.From == range.From && wider.To >= range.To) != true)
                {
                    faults.Add($"{before.Id}: {range} of arm {arm.Name} shrank or moved, so that its units would change arms. A range grows at its end only.");
                }
            }
        }

        return faults;
    }

    /// <summary>Units are remembered by the place of their arm, and compared by what it does: neither may change.</summary>
    private static void AddChanges(List<string> faults, Experiment before, Experiment after, int place)
    {
        var (arm, next) = (before.Arms[place], after.Arms.ElementAtOrDefault(place));
        if (next?.Name != arm.Name)
        {
            faults.Add($"{before.Id}: arm {arm.Name} is not at place {place + 1} any more; arms keep their order, new ones come last.");
        }
        else if (next.Model != arm.Model || next.Settings != arm.Settings)
        {
            faults.Add($"{before.Id}: what arm {arm.Name} does changed, so that its figures would be of two things. Make another experiment.");
        }
    }

    private static bool SameLayer(ExperimentLayer? before, ExperimentLayer? after) => before is null || after is null
        ? before is null && after is null
        : before.Name == after.Name && before.Salt.Span.SequenceEqual(after.Salt.Span) && before.Ranges.SequenceEqual(after.Ranges);

    private static void AddSalt(List<string> faults, string of, ReadOnlyMemory<byte> salt)
    {
        if (salt.Length != UnitHash.SaltBytes)
        {
            faults.Add($"{of} has a salt of {salt.Length} bytes; it needs {UnitHash.SaltBytes}.");
        }
    }

    private static void AddRanges(List<string> faults, string of, (string Name, ShareRange Range)[] ranges)
    {
        faults.AddRange(ranges.Where(of => of.Range.From < 0 || of.Range.To > ShareRange.Whole || of.Range.From >= of.Range.To)
            .Select(wrong => $"{of}: range {wrong.Range} of {wrong.Name} does not lie in [0, {ShareRange.Whole}) or is empty."));
        var sorted = ranges.OrderBy(of => of.Range.From).ToArray();
        faults.AddRange(sorted.Zip(sorted.Skip(1)).Where(pair => pair.Second.Range.From < pair.First.Range.To)
            .Select(pair => $"{of}: ranges {pair.First.Range} of {pair.First.Name} and {pair.Second.Range} of {pair.Second.Name} overlap."));
    }
}
