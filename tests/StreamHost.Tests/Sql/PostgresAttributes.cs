using StreamReco.TestKit.Prerequisites;

namespace StreamReco.StreamHost.Tests.Sql;

/// <summary>On a contract's test class: skips it where there is no PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsPostgresAttribute : PrerequisiteAttribute
{
    public override string? Missing => PostgresServer.Missing;
}

/// <summary>A test that needs PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}

/// <summary>A test that stops and starts PostgreSQL: not done to a server that was given.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OwnPostgresFactAttribute : FactAttribute
{
    public OwnPostgresFactAttribute() => Skip = PostgresServer.IsOwn ? null
        : PostgresServer.Missing ?? "unset STREAMRECO_POSTGRES and install postgresql: the test restarts its server";
}

/// <summary>One server for all tests of a run; they run one after another, because one of them restarts it.</summary>
[CollectionDefinition("postgres")]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>;
