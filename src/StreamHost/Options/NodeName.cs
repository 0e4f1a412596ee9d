namespace StreamReco.StreamHost.Options;

/// <summary>Names a process among those of its group: leases are held and tasks are published under it.</summary>
/// <param name="Text">The name, for instance <c>10.0.0.7:8095</c>.</param>
public sealed record NodeName(string Text)
{
    /// <summary>Machine and process, for a process that nobody named.</summary>
    public static NodeName OfProcess { get; } = new($"{Environment.MachineName}:{Environment.ProcessId}");
}
