using System.Security.Cryptography;

namespace StreamReco.StreamHost.Audit;

/// <summary>What somebody did, before it has its place in the trail.</summary>
/// <param name="Id">Told apart from all others, so that an entry that is written twice stands once.</param>
/// <param name="At">When.</param>
/// <param name="Node">At which node; empty for a command that asked the state database itself.</param>
/// <param name="Who">By what right: the name of the admin token, <c>local</c> where none is asked for, <c>nobody</c> without it.</param>
/// <param name="By">The name that the caller gives; it proves nothing.</param>
/// <param name="From">Address of the caller.</param>
/// <param name="What">Method and route of a request, or a command.</param>
/// <param name="About">What of it, without ids of users.</param>
/// <param name="Person">The user, as the state knows them; null for nobody. Only a keyed hash is written.</param>
/// <param name="Outcome">How it ended: the HTTP status, or a word.</param>
/// <param name="Times">How often, where equal requests of a minute are one record.</param>
internal sealed record AuditEntry(
    string Id, DateTimeOffset At, string Node, string Who, string By, string From, string What, string About, string? Person,
    string Outcome, int Times = 1)
{
    private const int IdChars = 32;

    /// <summary>An id that no other entry has.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(IdChars, lowercase: true);
}
