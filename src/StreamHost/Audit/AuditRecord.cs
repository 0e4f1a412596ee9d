namespace StreamReco.StreamHost.Audit;

/// <summary>A record of the trail.</summary>
/// <param name="Seq">Its number in the trail of the group, from 1.</param>
/// <param name="Id">Told apart from all others.</param>
/// <param name="At">When.</param>
/// <param name="Node">At which node; empty for a command that asked the state database itself.</param>
/// <param name="Who">By what right: the name of the admin token, <c>local</c>, or <c>nobody</c>.</param>
/// <param name="By">The name that the caller gave.</param>
/// <param name="From">Address of the caller.</param>
/// <param name="What">Method and route of a request, or a command.</param>
/// <param name="About">What of it.</param>
/// <param name="Person">Keyed hash of the user whose data it was about; empty for nobody, or for many.</param>
/// <param name="Outcome">How it ended: the HTTP status, or a word.</param>
/// <param name="Times">How often, where equal requests of a minute are one record.</param>
/// <param name="Prev">Hash of the record before.</param>
/// <param name="Hash">SHA-256 of this record's bytes, in hexadecimal digits.</param>
internal sealed record AuditRecord(
    long Seq, string Id, DateTimeOffset At, string Node, string Who, string By, string From, string What, string About, string Person,
    string Outcome, int Times, string Prev, string Hash);

/// <summary>A record as it is stored: the text that is hashed, and the columns that it is found by.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="AtMs">When, Unix milliseconds.</param>
/// <param name="Person">Keyed hash of the user, or empty.</param>
/// <param name="Body">JSON, byte for byte as it was hashed.</param>
/// <param name="Hash">SHA-256 of the body.</param>
internal sealed record StoredAudit(long Seq, long AtMs, string Person, string Body, string Hash);

/// <summary>Where the trail of a group ends.</summary>
/// <param name="Seq">Number of the last record; 0 before the first.</param>
/// <param name="Hash">Its hash.</param>
internal sealed record AuditHead(long Seq, string Hash);

/// <summary>Which records are wanted.</summary>
/// <param name="Person">Keyed hash of a user; null for all records.</param>
/// <param name="SinceMs">Not before this time, Unix milliseconds.</param>
/// <param name="Max">How many at most.</param>
internal sealed record AuditQuery(string? Person, long SinceMs, int Max);
