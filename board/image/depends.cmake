# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
#
# CPack runs this between staging and packing: adds to the package's dependencies the libraries that the staged
# programs are linked with. (CPack's own CPACK_DEBIAN_PACKAGE_SHLIBDEPS does the same, but wants the program `file`.)
file(GLOB programs "${CPACK_TEMPORARY_DIRECTORY}/usr/bin/*" "${CPACK_TEMPORARY_DIRECTORY}/usr/libexec/rotonde/*")
set(scratch "${CPACK_TOPLEVEL_DIRECTORY}/shlibdeps")
file(WRITE "${scratch}/debian/control" "Source: rotonde\nPackage: rotonde\nArchitecture: any\n")
execute_process(COMMAND dpkg-shlibdeps -O ${programs} WORKING_DIRECTORY "${scratch}"
                OUTPUT_VARIABLE found ERROR_VARIABLE told RESULT_VARIABLE status OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT programs OR NOT status EQUAL 0 OR NOT found MATCHES "^shlibs:Depends=.")
  message(FATAL_ERROR "dpkg-shlibdeps found no libraries of «${programs}»: ${told}")
endif()
string(REPLACE "shlibs:Depends=" "" found "${found}")
set(CPACK_DEBIAN_PACKAGE_DEPENDS "${found}, ${CPACK_DEBIAN_PACKAGE_DEPENDS}")
