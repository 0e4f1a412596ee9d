namespace StreamReco.Models.Contracts;

/// <summary>What a new version of a contract breaks.</summary>
public static class ContractVerdict
{
    /// <summary>
    /// Compares a version with the earlier ones that its mode names, as texts and by their examples: a comparison of texts alone can be
    /// wrong in both directions.
    /// </summary>
    /// <param name="contract">The new version.</param>
    /// <returns>What breaks; empty if nothing does.</returns>
    /// <exception cref="ContractException">A version or an example cannot be read.</exception>
    public static IReadOnlyList<ContractBreak> Of(Contract contract)
    {
        var earlier = contract.Earlier();
        List<ContractBreak> breaks = [.. SamplesOf(contract, contract)];
        foreach (var before in contract.Mode.IsTransitive() ? earlier : earlier.TakeLast(1))
        {
            if (contract.Mode.IsBackward())
            {
                breaks.AddRange(SchemaComparison.Breaks(before.Schema, contract.Schema)
                    .Select(one => new ContractBreak("backward", before.Version, one.Path, one.What, null)));
                breaks.AddRange(SamplesOf(before, contract));
            }

            if (contract.Mode.IsForward())
            {
                breaks.AddRange(SchemaComparison.Breaks(contract.Schema, before.Schema)
                    .Select(one => new ContractBreak("forward", before.Version, one.Path, one.What, null)));
                breaks.AddRange(SamplesOf(contract, before));
            }
        }

        return breaks;
    }

    /// <summary>Examples of one version that another one refuses.</summary>
    private static IEnumerable<ContractBreak> SamplesOf(Contract writer, Contract reader) => writer.Samples().SelectMany(sample =>
        SchemaCheck.Faults(sample.Value, reader.Schema).Select(fault => new ContractBreak(
            writer.Version < reader.Version ? "backward" : writer.Version > reader.Version ? "forward" : "sample",
            Math.Min(writer.Version, reader.Version), fault.Path, fault.What, sample.Path)));
}

/// <summary>Something that a version breaks.</summary>
/// <param name="Direction"><c>backward</c>: it does not read what was written; <c>forward</c>: what it writes is not read; <c>sample</c>: an example is not of its own version.</param>
/// <param name="Version">The earlier version.</param>
/// <param name="Path">The place.</param>
/// <param name="What">In words.</param>
/// <param name="Sample">The example that shows it; null for a comparison of the texts.</param>
public sealed record ContractBreak(string Direction, int Version, string Path, string What, string? Sample);
