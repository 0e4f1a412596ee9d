#!/usr/bin/env bash
# One counter with one set of attributes is exported by OpenTelemetry for .NET as several series of the same identity.
#
# Seen with OpenTelemetry and OpenTelemetry.Exporter.OpenTelemetryProtocol 1.20.1 on .NET 10:
# Attributes are compared as .NET objects, before they become attributes of OTLP. A count of 1 for the partition 7 as int and a count of
# 1 for the partition 7 as long are two points with the same bytes of attributes. A store that keeps points by identity loses or
# refuses one of them: the count is 1, not 2. The same holds for 0.5 as float and as double. An array is a valid attribute and is
# compared by reference: every call with an equal array adds a series, until the limit of series is reached and everything new goes
# to the overflow series.
# Expected: the specification has one integer type of 64 bits, one floating-point type, and arrays that are equal by their values.
# Its data model allows one point an attribute set in an export.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project OpenTelemetry=1.20.1 OpenTelemetry.Exporter.OpenTelemetryProtocol=1.20.1 Google.Protobuf=3.36.2

cat >Program.cs <<'CS'
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Google.Protobuf;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Show("partition", 7, 7L);
Show("weight", 0.5f, 0.5);
Show("topics", (string[])["clicks", "items"], (string[])["clicks", "items"], (string[])["clicks", "items"]);
Show("partition", 7L, 7L);
Show("topics", "clicks,items", "clicks,items", "clicks,items");

static void Show(string key, params object[] values)
{
    using var meter = new Meter("finding");
    var taken = new Taken();
    using (var provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddOtlpExporter(options =>
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri("http://localhost/v1/metrics");
        options.HttpClientFactory = () => new HttpClient(taken);
    }).Build())
    {
        var counter = meter.CreateCounter<long>("records");
        foreach (var value in values)
        {
            counter.Add(1, new KeyValuePair<string, object?>(key, value));
        }

        provider.ForceFlush();
    }

    // resource_metrics, scope_metrics, metrics, sum, data_points; in a point attributes and as_int
    var points = Fields(taken.Body, 1).SelectMany(x => Fields(x, 2)).SelectMany(x => Fields(x, 2)).SelectMany(x => Fields(x, 7))
        .SelectMany(x => Fields(x, 1)).ToList();
    Console.WriteLine($"{key} as {string.Join(", ", values.Select(v => v.GetType().Name))}: counted {values.Length}; sent "
        + $"{points.Count} points of {points.Select(p => Convert.ToHexString(Fields(p, 7).Single())).Distinct().Count()} attribute sets, "
        + $"values {string.Join(" ", points.Select(p => BitConverter.ToInt64(Fields(p, 6).Single())))}");
}

static IEnumerable<byte[]> Fields(byte[] message, int number)
{
    var found = new List<byte[]>();
    var input = new CodedInputStream(message);
    for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
    {
        if (WireFormat.GetTagFieldNumber(tag) != number)
        {
            input.SkipLastField();
        }
        else
        {
            found.Add(WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited
                ? input.ReadBytes().ToByteArray()
                : BitConverter.GetBytes(input.ReadSFixed64()));
        }
    }

    return found;
}

// Stands for the collector: keeps the first body.
sealed class Taken : HttpMessageHandler
{
    public byte[] Body { get; private set; } = [];

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content!.ReadAsByteArrayAsync(cancellationToken).GetAwaiter().GetResult();
        Body = Body.Length == 0 ? body : Body;
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(Send(request, cancellationToken));
}
CS

cat >expected <<'TEXT'
partition as Int32, Int64: counted 2; sent 2 points of 1 attribute sets, values 1 1
weight as Single, Double: counted 2; sent 2 points of 1 attribute sets, values 1 1
topics as String[], String[], String[]: counted 3; sent 3 points of 1 attribute sets, values 1 1 1
partition as Int64, Int64: counted 2; sent 1 points of 1 attribute sets, values 2
topics as String, String, String: counted 3; sent 1 points of 1 attribute sets, values 3
TEXT

compare
