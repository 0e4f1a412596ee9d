using Xunit;

namespace StreamReco.TestKit;

/// <summary>A theory about the collected inputs that went wrong, which are not part of the repository: skipped without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedCasesTheoryAttribute : TheoryAttribute
{
    public SharedCasesTheoryAttribute()
    {
        if (SharedFolder.Path is null || !Directory.Exists(SharedFolder.Case("")))
        {
            Skip = "set STREAMRECO_SHARED to the folder that holds cases/";
        }
    }
}
