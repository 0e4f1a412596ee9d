using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// Akka.Persistence.Sql in the state database: the journal of the control plane, its tags and snapshots. The plugin makes its
/// tables when it is first used; a node whose control plane nobody asks never loads it.
/// </summary>
internal static class ControlJournal
{
    private const int LockSeconds = 10;

    /// <summary>How long an event may be missing from what is read by tag.</summary>
    private const string ReadDelay = "500ms";

    /// <summary>The tag of a group's events; at most 64 characters, as the plugin's table has it.</summary>
    public static string TagOf(string group) => $"control-{XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(group)):x16}";

    /// <summary>The settings of the plugin.</summary>
    /// <param name="connection">The setting <c>State:Connection</c>.</param>
    public static string Hocon(string connection)
    {
        var address = StoreAddress.Parse(connection);
        var place =
            $$"""
            connection-string = {{JsonSerializer.Serialize(TextOf(address))}}
            provider-name = "{{(address.Postgres is null ? "SQLite.MS" : "PostgreSQL.15")}}"
            """;
        const string tables =
            """
            default {
              journal.table-name = "streamreco_control_journal"
              metadata.table-name = "streamreco_control_metadata"
              tag.table-name = "streamreco_control_tags"
            }
            """;
        return $$"""
            akka.persistence {
              journal {
                plugin = "akka.persistence.journal.sql"
                sql {
                  class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
                  {{place}}
                  tag-write-mode = TagTable
                  parallelism = 1
                  {{tables}}
                }
              }
              query.journal.sql {
                class = "Akka.Persistence.Sql.Query.SqlReadJournalProvider, Akka.Persistence.Sql"
                write-plugin = "akka.persistence.journal.sql"
                {{place}}
                tag-read-mode = TagTable
                parallelism = 1
                journal-sequence-retrieval.query-delay = {{ReadDelay}}
                {{tables}}
              }
              snapshot-store {
                plugin = "akka.persistence.snapshot-store.sql"
                sql {
                  class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
                  {{place}}
                  default.snapshot.table-name = "streamreco_control_snapshots"
                }
              }
            }
            """;
    }

    private static string TextOf(StoreAddress address) => address.Postgres is { } postgres
        ? BriefTransaction.WithLimit(postgres.ConnectionString)
        : new SqliteConnectionStringBuilder
        {
            DataSource = address.Path,
            Mode = SqliteOpenMode.ReadWrite,
            DefaultTimeout = LockSeconds,
            Pooling = false,
        }.ConnectionString;
}
