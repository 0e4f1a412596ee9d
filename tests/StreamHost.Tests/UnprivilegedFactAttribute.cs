namespace StreamReco.StreamHost.Tests;

/// <summary>A test of file permissions, which the superuser does not feel.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnprivilegedFactAttribute : FactAttribute
{
    public UnprivilegedFactAttribute() => Skip = Environment.IsPrivilegedProcess ? "run the tests as an ordinary user" : null;
}
