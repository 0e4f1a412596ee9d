using System.Reflection;

namespace StreamReco.StreamHost;

/// <summary>The program's version, for instance <c>0.1.0</c>: printed by <c>version</c> and named in rejected records.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } = typeof(ProgramVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
