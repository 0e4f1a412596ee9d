using System.Security.Cryptography;
using System.Text;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Audit;

/// <summary>That a node began, and with which settings.</summary>
internal static class StartedAudit
{
    /// <summary>What the record calls it.</summary>
    public const string What = "node started";

    private const int DigitsMax = 16;

    /// <summary>Makes the entry.</summary>
    /// <param name="node">The node.</param>
    /// <param name="settings">What it runs with; secrets are masked. The record has a hash of them.</param>
    /// <param name="at">When.</param>
    public static AuditEntry EntryOf(string node, IReadOnlyList<EffectiveSetting> settings, DateTimeOffset at) => new(
        AuditEntry.NewId(), at, node, "local", Environment.UserName, "", What,
        $"version={ProgramVersion.Text} settings={HashOf(settings)}", null, "ok");

    private static string HashOf(IReadOnlyList<EffectiveSetting> settings) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', settings.Select(setting => $"{setting.Key}={setting.Value}")))))[..DigitsMax];
}
