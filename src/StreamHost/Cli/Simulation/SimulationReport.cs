using StreamReco.Models.Simulation;

namespace StreamReco.StreamHost.Cli.Simulation;

/// <summary>What was written, and so what a pipeline must count.</summary>
internal static class SimulationReport
{
    /// <param name="output">Takes the lines.</param>
    /// <param name="counts">Records by <see cref="SimulatedKind"/>.</param>
    /// <param name="target">Where they went.</param>
    public static void Print(TextWriter output, IReadOnlyList<long> counts, string target)
    {
        var applied = counts[(int)SimulatedKind.Event] + counts[(int)SimulatedKind.LateWithin];
        var duplicate = counts[(int)SimulatedKind.Duplicate];
        var total = counts.Sum();
        output.WriteLine($"written   {total:N0} records to {target}");
        output.WriteLine($"to apply  {applied:N0}, {counts[(int)SimulatedKind.LateWithin]:N0} of them late");
        output.WriteLine($"duplicate {duplicate:N0}");
        output.WriteLine(
            $"to reject {total - applied - duplicate:N0}, {counts[(int)SimulatedKind.LateBeyond]:N0} of them too late");
    }
}
