namespace StreamReco.TestKit.Prerequisites;

/// <summary>
/// Put on a test class that needs something of the machine: its <see cref="ContractFactAttribute"/> tests are skipped
/// where that is missing. xunit 2 decides on skips at discovery, so <see cref="Missing"/> must be cheap.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class PrerequisiteAttribute : Attribute
{
    /// <summary>Null where everything is there, else one line that says what to set or install.</summary>
    public abstract string? Missing { get; }
}
