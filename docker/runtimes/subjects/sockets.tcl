# Tcl's channels. They know no sockets of the file system.
fconfigure stdout -buffering line
proc answer {outcome {words ""}} { puts "$outcome\t[string map {\n { }} $words]" }
while {[gets stdin line] >= 0} {
    set word [lindex $line 0]
    set rest [lindex $line end]
    if {[catch {
        switch $word {
            open {
                set channel [socket 127.0.0.1 $rest]
                fconfigure $channel -translation binary -buffering none
                answer done
            }
            read {
                fconfigure $channel -blocking 0
                set data [read $channel $rest]
                fconfigure $channel -blocking 1
                if {[string length $data] > 0} { answer [string length $data] } else { answer [expr {[eof $channel] ? "EOF" : "error"}] "eof: [eof $channel]" }
            }
            write { puts -nonewline $channel [lindex $line 1]; answer done }
            shutdown { close $channel write; answer 0 }
            close { close $channel; answer 0 }
        }
    } text options]} {
        set code [dict get $options -errorcode]
        answer [expr {[lindex $code 0] eq "POSIX" ? [lindex $code 1] : "error"}] $text
    }
}
