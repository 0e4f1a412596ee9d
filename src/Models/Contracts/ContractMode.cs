namespace StreamReco.Models.Contracts;

/// <summary>Which versions of a contract must get on with each other, in Schema Registry's words.</summary>
public enum ContractMode
{
    /// <summary>Nothing is asked.</summary>
    None,

    /// <summary>Who reads by the new version reads what was written by the one before.</summary>
    Backward,

    /// <summary>Who reads by the version before reads what is written by the new one.</summary>
    Forward,

    /// <summary>Both.</summary>
    Full,

    /// <summary>As <see cref="Backward"/>, of every earlier version.</summary>
    BackwardTransitive,

    /// <summary>As <see cref="Forward"/>, of every earlier version.</summary>
    ForwardTransitive,

    /// <summary>As <see cref="Full"/>, of every earlier version.</summary>
    FullTransitive,
}

/// <summary>Names of <see cref="ContractMode"/>.</summary>
public static class ContractModes
{
    private static readonly (ContractMode Mode, string Name)[] _names =
    [
        (ContractMode.None, "NONE"), (ContractMode.Backward, "BACKWARD"), (ContractMode.Forward, "FORWARD"), (ContractMode.Full, "FULL"),
        (ContractMode.BackwardTransitive, "BACKWARD_TRANSITIVE"), (ContractMode.ForwardTransitive, "FORWARD_TRANSITIVE"),
        (ContractMode.FullTransitive, "FULL_TRANSITIVE"),
    ];

    /// <summary>The names, for messages.</summary>
    public static string All { get; } = string.Join(", ", _names.Select(one => one.Name));

    public static string NameOf(ContractMode mode) => Array.Find(_names, one => one.Mode == mode).Name;

    /// <summary>The mode of a name, case aside; false if there is none.</summary>
    public static bool TryParse(string name, out ContractMode mode)
    {
        var at = Array.FindIndex(_names, one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        mode = at < 0 ? ContractMode.None : _names[at].Mode;
        return at >= 0;
    }

    /// <summary>Whether old records must be readable by the new version.</summary>
    public static bool IsBackward(this ContractMode mode) =>
        mode is ContractMode.Backward or ContractMode.BackwardTransitive or ContractMode.Full or ContractMode.FullTransitive;

    /// <summary>Whether new records must be readable by the old version.</summary>
    public static bool IsForward(this ContractMode mode) =>
        mode is ContractMode.Forward or ContractMode.ForwardTransitive or ContractMode.Full or ContractMode.FullTransitive;

    /// <summary>Whether every earlier version counts, and not the last one alone.</summary>
    public static bool IsTransitive(this ContractMode mode) =>
        mode is ContractMode.BackwardTransitive or ContractMode.ForwardTransitive or ContractMode.FullTransitive;
}
