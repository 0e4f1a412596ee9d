#!/usr/bin/env bash
# JsonEventFormatter of the CloudEvents SDK reads an event that it refuses to write.
#
# Seen with CloudNative.CloudEvents and CloudNative.CloudEvents.SystemTextJson 2.9.0 on .NET 10:
# {"datacontenttype": "application/xml", "data": "<a/>"} is valid by the JSON format (3.1.1: data that is not JSON stands
# as a JSON string). It is read, with the string as its data; the same formatter then throws at the event that it has just
# read, in structured mode and in binary mode. text/plain goes both ways. A relay that reads and writes loses the event.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
project CloudNative.CloudEvents=2.9.0 CloudNative.CloudEvents.SystemTextJson=2.9.0

cat >Program.cs <<'CS'
using System.Net.Mime;
using System.Text;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;

const string Head = """{"specversion":"1.0","id":"1","source":"/s","type":"t",""";
var formatter = new JsonEventFormatter();
foreach (var rest in (string[])
    [
        """ "datacontenttype":"text/plain","data":"<a/>" """, """ "datacontenttype":"application/xml","data":"<a/>" """,
    ])
{
    var json = Encoding.UTF8.GetBytes($"{Head}{rest.Trim()}}}");
    var read = formatter.DecodeStructuredModeMessage(json, new ContentType("application/cloudevents+json"), null);
    Console.WriteLine($"read    {rest.Trim()}: data {read.Data ?? "none"}");
    Console.WriteLine($"written {Try(() => formatter.EncodeStructuredModeMessage(read, out _))}");
    Console.WriteLine($"binary  {Try(() => formatter.EncodeBinaryModeEventData(read))}");
}

static string Try(Func<ReadOnlyMemory<byte>> write)
{
    try
    {
        var text = Encoding.UTF8.GetString(write().Span);
        return text.StartsWith(Head, StringComparison.Ordinal) ? text[Head.Length..^1] : text;
    }
    catch (ArgumentException e)
    {
        return e.Message;
    }
}
CS

cat >expected <<'TEXT'
read    "datacontenttype":"text/plain","data":"<a/>": data <a/>
written "datacontenttype":"text/plain","data":"\u003Ca/\u003E"
binary  <a/>
read    "datacontenttype":"application/xml","data":"<a/>": data <a/>
written JsonEventFormatter cannot serialize data of type System.String with content type 'application/xml'
binary  JsonEventFormatter cannot serialize data of type System.String with content type 'application/xml'
TEXT

compare
